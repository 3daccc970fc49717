import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Platform, startPlatform } from '../platform/platform.ts';
import { topology } from '../platform/topology.ts';
import { Failure, runCommand } from '../stack/failure.ts';
import { askedToEnd, unlessAskedToEnd } from '../stack/lifetime.ts';
import { terminalProgress } from '../stack/progress.ts';
import { chart } from './chart.ts';
import { type FailedFigure, isReached, type Result } from './figure.ts';
import { figureTable } from './figure-table.ts';
import { type Measurement, runOnly } from './ground.ts';
import { describeMachine, machine } from './machine.ts';
import { measurements } from './measurements.ts';

const mostRounds = 20;
const usage = `npm run bench -- [--only NAME]... [--rounds N] [--json FILE] [--chart FILE]

Measures the platform on this machine, with everything on it at once: brokers, database, services, load and peers. It runs on ports
and data of its own; peers are downloaded when they are needed. bench/README.md says what is compared.
  --only    measures one of: ${measurements.map(({ name }) => name).join(', ')}; may be given several times
  --rounds  how often ours and its peers take their turns (3)
  --json    writes the figures, with every round, the machine and the versions
  --chart   writes them as an SVG picture
Exit code 1 if a figure misses its target or cannot be measured.
`;

await runCommand(async () => {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const asked = askedToEnd();
  const results = await unlessAskedToEnd(asked, measureAll(options));
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

async function measureAll({ chosen, rounds }: Options): Promise<Result[]> {
  const needed = new Set(chosen.flatMap(({ services }) => services));
  const progress = terminalProgress();
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
    // The others are measured nevertheless.
    const failed: FailedFigure = {
      name: measurement.name,
      error: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    };
    process.stderr.write(`${measurement.name}: ${error instanceof Error ? error.stack : String(error)}\n`);
    return [failed];
  }
}

interface Options {
  readonly chosen: readonly Measurement[];
  readonly rounds: number;
  readonly json: string | undefined;
  readonly chart: string | undefined;
}

function readOptions(): 'help' | Options {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'string' },
        chart: { type: 'string' },
        only: { type: 'string', multiple: true },
        rounds: { type: 'string', default: '3' },
      },
    });
    if (values.help) return 'help';
    const { json, only = [] } = values;
    const unknown = only.find((wanted) => !measurements.some(({ name }) => name === wanted));
    if (unknown !== undefined) throw new Error(`There is no measurement called ${unknown}.`);
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1 || rounds > mostRounds)
      throw new RangeError(`--rounds takes a whole number from 1 to ${mostRounds}, not "${values.rounds}".`);
    const chosen = measurements.filter(({ name }) => only.length === 0 || only.includes(name));
    return { chosen, rounds, json, chart: values.chart };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}
