import { Socket } from 'node:net';

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

/** The launcher holds the other end of this pipe and never writes: it closes when the launcher is gone. */
function watchLifeline(gone: () => void): void {
  const descriptor = Number(process.env['PAYMENTS_LIFELINE'] ?? 0);
  delete process.env['PAYMENTS_LIFELINE'];
  if (!Number.isInteger(descriptor) || descriptor <= 2) return;
  const socket = new Socket({ fd: descriptor, readable: true, writable: false });
  socket.on('error', gone);
  socket.once('close', gone);
  socket.resume();
  socket.unref();
}
