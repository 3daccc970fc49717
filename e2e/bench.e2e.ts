import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandBlocks, outputPattern } from './support/command-blocks.ts';
import { Shell } from './support/shell.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = fileURLToPath(new URL('../tools/bench/main.ts', import.meta.url));

let shell: Shell;
let folder: string;
beforeAll(async () => {
  shell = new Shell(root, process.env);
  folder = await mkdtemp(join(tmpdir(), 'bench-'));
});
afterAll(async () => {
  await shell?.end();
  await rm(folder, { recursive: true, force: true });
});

/** Measures, and is interrupted as by Ctrl-C once it says `interruptAt`; its temporary files are in `folder`. */
async function interrupted(
  args: readonly string[],
  interruptAt: string,
): Promise<{ readonly exitCode: number | null; readonly after: string }> {
  const env = { ...process.env, TMPDIR: folder };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let before: string | undefined;
  const take = (text: string): void => {
    output += text;
    if (before !== undefined || !output.includes(interruptAt)) return;
    before = output;
    child.kill('SIGINT');
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', take);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  expect(before, output).toBeDefined();
  return { exitCode, after: output.slice(before?.length) };
}

/** Process ids of what keeps its temporary files in a folder. Linux only. */
async function processesIn(temporary: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return environment.split('\0').includes(`TMPDIR=${temporary}`);
    }),
  );
  return pids.filter((_, index) => found[index]);
}

describe('the bench', () => {
  /** The others on the page take long; that the bench takes them is a test of its own, `tools/bench/readme.spec.ts`. */
  it('measures by the first command of its page, prints what the page says, and ends well', async () => {
    const [first] = commandBlocks(readFileSync(join(root, 'bench', 'README.md'), 'utf8'));
    const { exitCode, stdout, stderr } = await shell.run(first?.command ?? '');
    expect(stdout, stderr).toMatch(outputPattern(first?.output ?? ''));
    expect(exitCode, stderr).toBe(0);
  });

  it('stops what it has started when it is interrupted in the middle', async () => {
    const { exitCode, after } = await interrupted(['--only', 'start-up', '--rounds', '1'], 'round 1 of 1');
    expect(after).toBe('Stopping.\n');
    expect(exitCode).toBe(130);
    expect(await processesIn(folder)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });
});
