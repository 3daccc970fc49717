/** How often and for how long a handler is tried again that fails with anything but a `PermanentError`. */
export interface RetryPolicy {
  /** Before the second attempt, in milliseconds; it doubles from attempt to attempt. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** How often a batch is tried as a whole before its events are tried one by one. */
  readonly batchAttempts: number;
  /** An event that has failed for this long, alone, becomes a dead letter, in milliseconds. */
  readonly giveUpAfterMs: number;
  /** A handler that has not finished by then counts as failed, in milliseconds. */
  readonly handlerTimeoutMs: number;
}

/** Outlasts the restart of a database; a handler that knows better throws a `PermanentError`. */
export const defaultRetryPolicy: RetryPolicy = {
  firstPauseMs: 100,
  maxPauseMs: 10_000,
  batchAttempts: 5,
  giveUpAfterMs: 120_000,
  handlerTimeoutMs: 60_000,
};

/** The pause after the given number of failed attempts, in milliseconds. */
export function pauseAfter({ firstPauseMs, maxPauseMs }: RetryPolicy, failedAttempts: number): number {
  return Math.min(firstPauseMs * 2 ** (failedAttempts - 1), maxPauseMs);
}
