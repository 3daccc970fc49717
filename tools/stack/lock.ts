import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runProgram } from './command.ts';
import { Failure } from './failure.ts';
import { unwritable } from './folders.ts';
import { guardPath, guardPid, releasePath } from './guard.ts';

/** Who has a data folder: a process, when it was started (process ids are used again), and the guard that clears up after it. */
interface Holder {
  readonly pid: number;
  readonly startedAt: string;
  readonly guardPid: number;
  readonly guardStartedAt: string;
}

/** What a killed run has left is ended within this time. */
const clearUpTimeoutMs = 30_000;
const pollMs = 200;

/**
 * Takes the data folder for this process and returns how to give it back. Throws a {@link Failure} that names the
 * process that has it; waits for one that was killed and whose servers are still being ended.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'running.json');
  const draft = join(folder, `running.${process.pid}.json`);
  await writeFile(draft, JSON.stringify(await thisProcess())).catch((cause: unknown) => {
    throw unwritable(folder, 'PAYMENTS_DATA', cause);
  });
  const deadline = Date.now() + clearUpTimeoutMs;
  try {
    while (!(await linkUnlessThere(draft, file))) {
      const holder = await readHolder(file);
      if (holder === undefined) continue;
      if (await isAlive(holder.pid, holder.startedAt)) throw alreadyRunning(folder, holder.pid);
      const isClearingUp = await isAlive(holder.guardPid, holder.guardStartedAt);
      if (isClearingUp && Date.now() < deadline) await pause(pollMs);
      else await rm(file, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
  guardPath(file);
  return () => {
    releasePath(file);
    return rm(file, { force: true });
  };
}

function alreadyRunning(folder: string, pid: number): Failure {
  return new Failure(
    `The platform is already running, pid ${pid}, on the data in ${folder}. ` +
      `Stop it (Ctrl-C there, or: kill ${pid}), or set PAYMENTS_DATA and other ports to run a second one.`,
  );
}

async function thisProcess(): Promise<Holder> {
  const guard = guardPid();
  return {
    pid: process.pid,
    startedAt: await startTime(process.pid),
    guardPid: guard,
    guardStartedAt: await startTime(guard),
  };
}

/** A link is made whole or not at all: nobody ever reads half a file. */
async function linkUnlessThere(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined if it is gone meanwhile. */
async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Holder);
}

async function isAlive(pid: number, startedAt: string): Promise<boolean> {
  return startedAt !== '' && startedAt === (await startTime(pid));
}

/** When the process was started, in words that only compare; empty if there is none, or it has ended. */
async function startTime(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? '' : (fields[18] ?? '');
  }
  const { tail } = await runProgram('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return tail.trim();
}
