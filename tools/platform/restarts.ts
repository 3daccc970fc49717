import type { ServerProcess } from '../stack/server-process.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
/** A server that ran this long has recovered: its next crash is the first again. */
const recoveredAfterMs = 60_000;

/**
 * Starts a server again whenever it ends without being asked to, after a pause that doubles from crash to crash. Returns
 * how to leave off; `report` gets a sentence for the person at the terminal.
 */
export function keepRunning(server: ServerProcess, report: (sentence: string) => void): () => void {
  let pauseMs = firstPauseMs;
  let lastStartMs = Date.now();
  let timer: NodeJS.Timeout | undefined;
  let over = false;

  const startLater = (why: string): void => {
    if (over || timer !== undefined) return;
    if (Date.now() - lastStartMs > recoveredAfterMs) pauseMs = firstPauseMs;
    report(
      `${server.name} ended (${why}) and is started again in ${pauseMs / 1000} s. Its log is ${server.logFile}.`,
    );
    timer = setTimeout(() => {
      timer = undefined;
      lastStartMs = Date.now();
      server.start().then(
        () => report(`${server.name} runs again.`),
        () => startLater('it did not become ready'),
      );
    }, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };

  server.onUnexpectedExit(startLater);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
