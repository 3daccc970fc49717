import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { startPlatform } from '../platform/platform.ts';
import { Failure, runCommand } from '../stack/failure.ts';
import type { StackAddresses } from '@payments/testing';
import { askedToEnd, unlessAskedToEnd } from '../stack/lifetime.ts';
import { terminalProgress } from '../stack/progress.ts';
import { type Figure, figureTable, isReached } from './figure.ts';
import { measureLimitCheck } from './limit-check-rate.ts';
import { measureMySqlSource } from './mysql-source-rate.ts';
import { measureDecision, measureIngest } from './payment-rates.ts';
import { measureS3Sink } from './s3-sink-rate.ts';

const usage = `npm run bench -- [--json FILE]

Measures the platform on this machine: everything on it at once, brokers, database, services and load. It runs on ports and data of
its own. Exit code 1 if a figure misses its target.
`;

await runCommand(async () => {
  const { help, json } = readOptions();
  if (help) {
    process.stdout.write(usage);
    return 0;
  }
  const ended = askedToEnd();
  const platform = await unlessAskedToEnd(
    ended,
    startPlatform({ data: 'temporary', ports: 'free', progress: terminalProgress() }),
  );
  try {
    const figures = await unlessAskedToEnd(
      ended,
      measure(platform.service('payments-api').url, platform.stack.addresses),
    );
    process.stdout.write(`\n${figureTable(figures)}\n`);
    if (json !== undefined)
      writeFileSync(json, `${JSON.stringify({ machine: machine(), figures }, null, 2)}\n`);
    return figures.every(isReached) ? 0 : 1;
  } finally {
    await platform.stop();
  }
});

async function measure(url: string, { kafka, mysql, s3 }: StackAddresses): Promise<Figure[]> {
  const { brokers } = kafka;
  const figures: Figure[] = [];
  for (const [what, run] of [
    ['POST to decided', () => measureDecision(url)],
    ['ingest', () => measureIngest(url)],
    ['limit-check', () => measureLimitCheck(brokers)],
    ['MySQL source', () => measureMySqlSource({ brokers, mysql })],
    ['S3 sink', () => measureS3Sink({ kafka, s3 })],
  ] as const) {
    process.stdout.write(`Measuring: ${what}\n`);
    figures.push(await run());
  }
  return figures;
}

function machine(): { readonly node: string; readonly cpu: string; readonly cores: number } {
  return { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
}

function readOptions(): { readonly help: boolean; readonly json: string | undefined } {
  try {
    const { values } = parseArgs({
      options: { help: { type: 'boolean', short: 'h', default: false }, json: { type: 'string' } },
    });
    return { help: values.help, json: values.json };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}
