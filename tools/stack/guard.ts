import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.ts';

const reaperProgram = fileURLToPath(new URL('./reaper.ts', import.meta.url));
const markVariable = 'PAYMENTS_STARTED_BY';
const mark = `${markVariable}=${randomUUID()}`;

/** A reaper that cannot live is not started for ever. */
const mostRestarts = 5;

const pids = new Set<number>();
const paths = new Set<string>();
let reaper: ChildProcess | undefined;
let restarts = 0;
let isEnding = false;

/** The environment by which the reaper knows a child of this process. */
export function guardedEnvironment(): Record<string, string> {
  return { [markVariable]: mark.slice(markVariable.length + 1) };
}

/**
 * Starts the reaper if it does not run yet. Call it before a child is started.
 *
 * @throws Failure while this process ends: the reaper no longer looks for what is started now
 */
export function startGuard(): void {
  if (isEnding) throw new Failure('This program is ending, and starts nothing any more.');
  if (reaper !== undefined) return;
  const child = spawn(process.execPath, ['--no-warnings', reaperProgram, mark], {
    cwd: '/',
    // Without the mark this process may itself carry: a reaper is nobody's prey.
    env: { ...process.env, [markVariable]: '' },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  (child.stdin as unknown as { unref?: () => void }).unref?.();
  child.stdin.on('error', () => undefined);
  // Should somebody end the reaper, the next one takes over what there is to guard.
  child.once('exit', () => {
    reaper = undefined;
    restarts += 1;
    if (pids.size + paths.size > 0 && restarts <= mostRestarts) startGuard();
  });
  reaper = child;
  for (const pid of pids) tell(`+${pid}`);
  for (const path of paths) tell(`~${path}`);
}

/** The process, leader of its group, is ended when this process is gone. */
export function guardProcess(pid: number): void {
  startGuard();
  pids.add(pid);
  tell(`+${pid}`);
}

/** The process has ended. */
export function releaseProcess(pid: number): void {
  pids.delete(pid);
  tell(`-${pid}`);
}

/** The process that ends what this one leaves running. */
export function guardPid(): number {
  startGuard();
  return reaper?.pid ?? 0;
}

/** The folder or file is removed when this process is gone. */
export function guardPath(path: string): void {
  startGuard();
  paths.add(path);
  tell(`~${path}`);
}

/** The folder or file is no longer this process's. */
export function releasePath(path: string): void {
  paths.delete(path);
  tell(`=${path}`);
}

/** Ends everything this process has started, now, and waits until it is gone. Nothing can be started afterwards. */
export async function endEverything(): Promise<void> {
  isEnding = true;
  const child = reaper;
  if (child === undefined) return;
  restarts = mostRestarts;
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  child.ref();
  child.stdin?.end();
  await promise;
}

function tell(line: string): void {
  reaper?.stdin?.write(`${line}\n`);
}
