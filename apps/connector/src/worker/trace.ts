import { ConfigError } from '../config/read-config.ts';

const maxTraceLength = 8_000;

/** What a status says of a failure: the cause, when it is tried next, and where it happened unless it is the user's mistake. */
export function traceOf(error: unknown, next: { readonly failures: number; readonly at: string }): string {
  const again = `Failed ${next.failures === 1 ? 'once' : `${next.failures} times in a row`}; next attempt at ${next.at}.`;
  return `${summaryOf(error)}\n${again}${stackOf(error)}`.slice(0, maxTraceLength);
}

/** An error and what caused it, in one line. */
export function summaryOf(error: unknown): string {
  const messages: string[] = [];
  for (let cause = error; cause !== undefined && cause !== null; cause = (cause as Error).cause) {
    const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : messageOf(cause);
    if (!messages.at(-1)?.includes(messageOf(cause))) messages.push(message);
  }
  return messages.join('; caused by ');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}

function stackOf(error: unknown): string {
  if (error instanceof ConfigError || !(error instanceof Error) || error.stack === undefined) return '';
  const frames = error.stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.length === 0 ? '' : `\n${frames.join('\n')}`;
}
