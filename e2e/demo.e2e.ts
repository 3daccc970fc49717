import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topology } from '../tools/platform/topology.ts';
import { runProgram } from '../tools/stack/command.ts';
import { freePort } from '../tools/stack/ports.ts';

const program = fileURLToPath(new URL('../tools/demo/main.ts', import.meta.url));
const portVariables = [
  ...topology.map((service) => service.portVariable),
  'KAFKA_PORT',
  'MYSQL_PORT',
  'S3_PORT',
];

let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'demo-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

interface Play {
  readonly exitCode: number | null;
  readonly output: string;
  readonly ports: readonly number[];
}

/**
 * Plays the demo on the data that is there and on ports that are free now; `interruptAt` is what it is interrupted at, as by Ctrl-C,
 * after `look` has had its look.
 */
async function play(
  args: readonly string[],
  interruptAt?: string,
  look: (output: string) => Promise<void> = () => Promise.resolve(),
): Promise<Play> {
  const ports = await Promise.all(portVariables.map(() => freePort()));
  const chosen = Object.fromEntries(portVariables.map((name, index) => [name, String(ports[index])]));
  const env = { ...process.env, ...chosen, PAYMENTS_DATA: data };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let looking = Promise.resolve();
  const take = (text: string): void => {
    const before = output;
    output += text;
    if (interruptAt !== undefined && output.includes(interruptAt) && !before.includes(interruptAt))
      looking = look(output).finally(() => child.kill('SIGINT'));
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', take);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  await looking;
  return { exitCode, output, ports };
}

function expectAllToBePlayed({ exitCode, output }: Play): void {
  expect(output).toMatch(
    /10 are approved, the last one is rejected\. limit-check told so in limits\.exceeded\[\d\]@\d+/,
  );
  expect(output).toMatch(/ {4}waiting {4}600 █+\n/);
  expect(output).toMatch(/All 600 have arrived, each once/);
  expect(output).toMatch(
    /topics\/mysql\.kafka_db\.customers\/year=\d{4}\/month=\d\d\/day=\d\d\/hour=\d\d\/mysql\.kafka_db\.customers\+0\+0{10}\.json\.gz/,
  );
  expect(output).toMatch(/archived offsets = topic offsets\n +([\d,]+) = +\1\n/);
  expect(output).toContain('✓ Verdict: good.');
  expect(output, 'no colours off a terminal').not.toContain('\u001B[');
  expect(exitCode).toBe(0);
}

describe('the demo', () => {
  it('plays once, says where to look, and ends with 0', async () => {
    const played = await play(['--once', '--fresh']);
    expectAllToBePlayed(played);
    expect(played.output).toMatch(
      /acknowledged = MySQL = payments\.requested = payments\.decided\n +811 = +811 = +811 = +811\n/,
    );
  });

  it('plays again on what the first time has left, and stays up until it is interrupted', async () => {
    const printed: string[] = [];
    const played = await play([], 'Ctrl-C stops it', async (output) => {
      for (const [command] of output.matchAll(/java -cp .*/g)) {
        const { exitCode, tail } = await runProgram('sh', ['-c', command]);
        printed.push(`${exitCode} ${tail}`);
      }
    });
    expect(printed).toEqual([
      expect.stringMatching(/^0 .*"limit\.exceeded"/s),
      expect.stringMatching(/^0 .*notifications +limits\.exceeded/s),
    ]);
    expect(played.output).toMatch(/ +811 ⊆ 1,622 = +1,622 = +1,622\n/);
    expect(played.output).toMatch(/payments-api +http:/);
    expectAllToBePlayed(played);
  });

  it('stops what it has started when it is interrupted in the middle', async () => {
    const { exitCode, output, ports } = await play([], 'Meanwhile 20 users');
    expect(output).toContain('Stopping.');
    expect(exitCode).toBe(130);
    const answers = await Promise.allSettled(
      ports.map((port) => fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(1_000) })),
    );
    expect(answers.map(({ status }) => status)).toEqual(ports.map(() => 'rejected'));
  });
});
