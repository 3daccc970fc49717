/**
 * A process of its own that outlives its starter, however that one ends (kill -9 included), and then ends what the
 * starter left running. The starter holds the other end of standard input and writes one command a line:
 * `+<pid>` a child was started, `-<pid>` it has ended, `~<path>` remove this file or folder at the end,
 * `=<path>` do not.
 * Children are also found by a mark in their environment, which covers one started a moment before the starter died.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** How long children may take to end by themselves, after that they are killed. */
const graceMs = 10_000;
const killRounds = 50;
const pollMs = 100;

const mark = process.argv[2] ?? '';
const children = new Set<number>();
const paths = new Set<string>();

// The terminal's Ctrl-C and a closed terminal are the starter's to handle.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const operand = line.slice(1);
  if (line.startsWith('+')) children.add(Number(operand));
  if (line.startsWith('-')) children.delete(Number(operand));
  if (line.startsWith('~')) paths.add(operand);
  if (line.startsWith('=')) paths.delete(operand);
});
lines.once('close', () => {
  void reap();
});

async function reap(): Promise<void> {
  for (const pid of await survivors()) {
    signalGroup(pid, 'SIGTERM');
    signalGroup(pid, 'SIGCONT');
  }
  const deadline = Date.now() + graceMs;
  while ((await survivors()).length > 0 && Date.now() < deadline) await pause(pollMs);
  for (let round = 0; round < killRounds; round += 1) {
    const left = await survivors();
    if (left.length === 0) break;
    for (const pid of left) signalGroup(pid, 'SIGKILL');
    await pause(pollMs);
  }
  for (const path of paths) await rm(path, { recursive: true, force: true });
  process.exitCode = 0;
}

async function survivors(): Promise<number[]> {
  const found = new Set<number>(await markedProcesses());
  for (const pid of children) if (await isAlive(pid)) found.add(pid);
  return [...found];
}

/** Processes with the mark in their environment; none where there is no /proc. */
async function markedProcesses(): Promise<number[]> {
  if (mark === '') return [];
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const marked = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return environment.includes(mark) && pid !== process.pid && (await isAlive(pid));
    }),
  );
  return pids.filter((_, index) => marked[index]);
}

/** A process that has ended and waits to be collected (a zombie) is not alive. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  return !/\) [ZX] /.test(status);
}

/** Each child leads a process group of its own; a process inside one is signalled alone. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
    } catch {
      // It has ended meanwhile, or leads no group.
    }
  }
}
