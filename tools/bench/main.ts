import { writeFileSync } from 'node:fs';
import { type Platform, startPlatform } from '../platform/platform.ts';
import { topology } from '../platform/topology.ts';
import { runCommand } from '../stack/failure.ts';
import { askedToEnd, unlessAskedToEnd } from '../stack/lifetime.ts';
import { terminalProgress } from '../stack/progress.ts';
import { chart } from './chart.ts';
import { type FailedFigure, isReached, type Result } from './figure.ts';
import { figureTable } from './figure-table.ts';
import { type Measurement, runOnly } from './ground.ts';
import { describeMachine, machine } from './machine.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { terminal } from './terminal.ts';

await runCommand(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const asked = askedToEnd();
  const results = await unlessAskedToEnd(asked, measureAll(options), terminal.sayEnd);
  const about = await machine();
  process.stdout.write(`\n${describeMachine(about)}\n\n${figureTable(results)}\n`);
  if (options.json !== undefined)
    writeFileSync(
      options.json,
      `${JSON.stringify({ machine: about, rounds: options.rounds, figures: results }, null, 2)}\n`,
    );
  if (options.chart !== undefined) writeFileSync(options.chart, chart(results, describeMachine(about)));
  return results.every(isReached) ? 0 : 1;
});

async function measureAll({ chosen, rounds }: BenchOptions): Promise<Result[]> {
  const needed = new Set(chosen.flatMap(({ services }) => services));
  const progress = terminalProgress(terminal);
  const platform = await startPlatform({
    data: 'temporary',
    ports: 'free',
    without: topology.map(({ name }) => name).filter((name) => !needed.has(name)),
    progress,
  });
  try {
    const results: Result[] = [];
    for (const measurement of chosen) {
      const step = progress.step(measurement.name);
      const say = (text: string): void => step.update(text);
      const measured = await measureOne(measurement, { platform, rounds, say });
      results.push(...measured);
      if (measured.some((result) => 'error' in result)) step.fail();
      else step.done('measured');
    }
    return results;
  } finally {
    await platform.stop();
  }
}

async function measureOne(
  measurement: Measurement,
  ground: { readonly platform: Platform; readonly rounds: number; readonly say: (text: string) => void },
): Promise<readonly Result[]> {
  try {
    await runOnly(ground.platform, measurement.services);
    return await measurement.measure(ground);
  } catch (error) {
    if (terminal.isEnding) throw error;
    // The others are measured nevertheless.
    const failed: FailedFigure = {
      name: measurement.name,
      error: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    };
    terminal.writeError(`${measurement.name}: ${error instanceof Error ? error.stack : String(error)}\n`);
    return [failed];
  }
}

// What a measurement that failed has left connected is not to keep this process.
process.exit();
