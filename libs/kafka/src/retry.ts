import { setTimeout as pause } from 'node:timers/promises';

export interface RetryOptions {
  /** No attempt begins later than this long after the first, in milliseconds. */
  readonly timeoutMs: number;
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  readonly isRetriable: (error: unknown) => boolean;
  /** Called before each pause. */
  readonly onRetry?: (error: unknown, attempt: number) => void | Promise<void>;
}

/** Does `work` until it succeeds, fails for good or the time is up; the pauses double. */
export async function retry<Result>(work: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  const deadline = performance.now() + options.timeoutMs;
  let pauseMs = options.firstPauseMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!options.isRetriable(error) || performance.now() + pauseMs > deadline) throw error;
      await options.onRetry?.(error, attempt);
    }
    await pause(pauseMs);
    pauseMs = Math.min(pauseMs * 2, options.maxPauseMs);
  }
}
