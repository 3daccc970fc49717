import { Socket } from 'node:net';
import { constants } from 'node:os';
import { endEverything } from './guard.ts';

/** Signals that repeat the first one within this time are the same request: Ctrl-C reaches a program in several ways. */
const sameRequestMs = 1_500;

/**
 * Resolves once this program is asked to end: a signal, or the program that launched it is gone. Asked again while it
 * still clears up, it ends at once, and the guard ends what it had started.
 */
export function askedToEnd(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let askedAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (askedAt !== undefined && Date.now() - askedAt > sameRequestMs) process.exit(1);
      askedAt ??= Date.now();
      resolve(signal);
    });
  }
  watchLifeline(() => resolve('SIGTERM'));
  return promise;
}

/**
 * Waits for work that starts things. Asked to end meanwhile, it ends what was started so far, and this process with
 * the exit code of an interrupted program; `onEnding` is called before.
 */
export async function unlessAskedToEnd<Result>(
  asked: Promise<NodeJS.Signals>,
  work: Promise<Result>,
  onEnding: () => void = () => undefined,
): Promise<Result> {
  const done = work.then(
    () => undefined,
    () => undefined,
  );
  const signal = await Promise.race([asked, done]);
  if (signal === undefined) return work;
  onEnding();
  // What becomes of the work interests nobody any more, nor does what else fails for want of the servers.
  process.on('uncaughtException', () => undefined);
  await endEverything();
  return process.exit(128 + constants.signals[signal]);
}

/**
 * The launcher holds the other end of this pipe and never writes: it closes when the launcher is gone. The variable names the
 * launcher too, because what the launched program starts inherits the variable, and has no such pipe.
 */
function watchLifeline(gone: () => void): void {
  const [launcher, descriptor = 0] = (process.env['PAYMENTS_LIFELINE'] ?? '').split(':').map(Number);
  if (launcher !== process.ppid || descriptor <= 2) return;
  const socket = new Socket({ fd: descriptor, readable: true, writable: false });
  socket.on('error', gone);
  socket.once('close', gone);
  socket.resume();
  socket.unref();
}
