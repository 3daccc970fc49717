import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Platform, startPlatform } from '../platform/platform.ts';
import { Failure, runCommand } from '../stack/failure.ts';
import { askedToEnd, unlessAskedToEnd } from '../stack/lifetime.ts';
import { terminalProgress } from '../stack/progress.ts';
import { type Figure, figureTable, isReached } from './figure.ts';
import { measureLimitCheck } from './limit-check-rate.ts';
import { measureMySqlSource } from './mysql-source-rate.ts';
import { measureDecision, measureIngest } from './payment-rates.ts';
import { measureS3Sink } from './s3-sink-rate.ts';

const measurements: readonly (readonly [string, (platform: Platform) => Promise<Figure>])[] = [
  ['decision', (platform) => measureDecision(platform.service('payments-api').url)],
  [
    'ingest-and-archive',
    (platform) =>
      measureIngest(platform.service('payments-api').url, 'ingest, with connector and console running'),
  ],
  ['limit-check', ({ stack }) => measureLimitCheck(stack.kafka.brokers)],
  [
    'mysql-source',
    ({ stack: { addresses } }) =>
      measureMySqlSource({ brokers: addresses.kafka.brokers, mysql: addresses.mysql }),
  ],
  ['s3-sink', ({ stack }) => measureS3Sink(stack.addresses)],
  // The last: the connector that it stops would have much to catch up with beside the next.
  ['ingest', measureFlow],
];

const usage = `npm run bench -- [--json FILE] [--only NAME]

Measures the platform on this machine: everything on it at once, brokers, database, services and load. It runs on ports and data of
its own, and peers are installed when they are needed. --only measures one of: ${measurements.map(([name]) => name).join(', ')}.
Exit code 1 if a figure misses its target.
`;

await runCommand(async () => {
  const { help, json, only } = readOptions();
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
    const figures = await unlessAskedToEnd(ended, measure(platform, only));
    process.stdout.write(`\n${figureTable(figures)}\n`);
    if (json !== undefined)
      writeFileSync(json, `${JSON.stringify({ machine: machine(), figures }, null, 2)}\n`);
    return figures.every(isReached) ? 0 : 1;
  } finally {
    await platform.stop();
  }
});

async function measure(platform: Platform, only: string | undefined): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, run] of measurements) {
    if (only !== undefined && name !== only) continue;
    process.stdout.write(`Measuring: ${name}\n`);
    figures.push(await run(platform));
  }
  return figures;
}

/** The flow of payments alone: API, limit-check and notifications, with broker, database and load. */
async function measureFlow(platform: Platform): Promise<Figure> {
  const others = [platform.service('connector'), platform.service('console')];
  await Promise.all(others.map((service) => service.stop()));
  return measureIngest(platform.service('payments-api').url, 'ingest, one a request');
}

function machine(): { readonly node: string; readonly cpu: string; readonly cores: number } {
  return { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
}

interface Options {
  readonly help: boolean;
  readonly json: string | undefined;
  readonly only: string | undefined;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'string' },
        only: { type: 'string' },
      },
    });
    const { help, json, only } = values;
    if (only !== undefined && !measurements.some(([name]) => name === only))
      throw new Error(`There is no measurement called ${only}.`);
    return { help, json, only };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}
