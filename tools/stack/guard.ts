import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const reaperProgram = fileURLToPath(new URL('./reaper.ts', import.meta.url));
const markVariable = 'PAYMENTS_STARTED_BY';
const mark = `${markVariable}=${randomUUID()}`;

const pids = new Set<number>();
const folders = new Set<string>();
let reaper: ChildProcess | undefined;

/** The environment by which the reaper knows a child of this process. */
export function guardedEnvironment(): Record<string, string> {
  return { [markVariable]: mark.slice(markVariable.length + 1) };
}

/** Starts the reaper if it does not run yet. Call it before the first child is started. */
export function startGuard(): void {
  if (reaper !== undefined) return;
  const child = spawn(process.execPath, ['--no-warnings', reaperProgram, mark], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  (child.stdin as unknown as { unref?: () => void }).unref?.();
  child.stdin.on('error', () => undefined);
  // Should somebody end the reaper, the next one takes over what there is to guard.
  child.once('exit', () => {
    reaper = undefined;
    if (pids.size > 0) startGuard();
  });
  reaper = child;
  for (const pid of pids) tell(`+${pid}`);
  for (const folder of folders) tell(`~${folder}`);
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

/** The folder is removed when this process is gone. */
export function guardFolder(folder: string): void {
  startGuard();
  folders.add(folder);
  tell(`~${folder}`);
}

function tell(line: string): void {
  reaper?.stdin?.write(`${line}\n`);
}
