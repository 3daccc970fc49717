import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Failure } from '../stack/failure.ts';
import type { Measurement } from './ground.ts';
import { measurements } from './measurements.ts';

export interface BenchOptions {
  readonly chosen: readonly Measurement[];
  readonly rounds: number;
  readonly json: string | undefined;
  readonly chart: string | undefined;
}

const mostRounds = 20;

export const usage = `npm run bench -- [--only NAME]... [--rounds N] [--json FILE] [--chart FILE]

Measures the platform on this machine, with everything on it at once: brokers, database, services, load and peers. It runs on ports
and data of its own; peers are downloaded when they are needed. bench/README.md says what is compared.
  --only    measures one of: ${measurements.map(({ name }) => name).join(', ')}; may be given several times
  --rounds  how often ours and its peers take their turns (3)
  --json    writes the figures, with every round, the machine and the versions
  --chart   writes them as an SVG picture
Exit code 1 if a figure misses its target or cannot be measured, 130 if it is interrupted.
`;

/** @throws Failure if the arguments are none of the bench's, or name a file that cannot be written */
export function readOptions(args: readonly string[]): 'help' | BenchOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'string' },
        chart: { type: 'string' },
        only: { type: 'string', multiple: true },
        rounds: { type: 'string', default: '3' },
      },
    });
    if (values.help) return 'help';
    const { json, chart, only = [] } = values;
    const unknown = only.find((wanted) => !measurements.some(({ name }) => name === wanted));
    if (unknown !== undefined) throw new Error(`There is no measurement called ${unknown}.`);
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1 || rounds > mostRounds)
      throw new RangeError(`--rounds takes a whole number from 1 to ${mostRounds}, not "${values.rounds}".`);
    const chosen = measurements.filter(({ name }) => only.length === 0 || only.includes(name));
    tryToWrite('--json', json);
    tryToWrite('--chart', chart);
    return { chosen, rounds, json, chart };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

/** What is measured for most of an hour is not to be lost at its end. The file stays as it is, or away. */
function tryToWrite(option: string, file: string | undefined): void {
  if (file === undefined) return;
  const isThere = existsSync(file);
  try {
    closeSync(openSync(file, 'a'));
  } catch (cause) {
    throw new Error(`${option} cannot be written: ${(cause as Error).message}.`, { cause });
  }
  if (!isThere) rmSync(file);
}
