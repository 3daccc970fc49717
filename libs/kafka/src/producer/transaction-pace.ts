import { setTimeout as pause } from 'node:timers/promises';

const quickMs = 15;
const restPerWork = 3;
const longestRestMs = 200;

/**
 * Waits before the next transaction, after one that took so long; the signal ends the wait. A broker's work goes by the
 * transaction far more than by the record: when it is slow, fewer and larger ones are the way out, and while it is quick
 * nobody waits. Whoever has a full batch does not rest.
 *
 * @example
 * await restAfter(40, signal); // 120 ms: what comes meanwhile goes together
 */
export async function restAfter(durationMs: number, signal: AbortSignal): Promise<void> {
  const ms = restMsAfter(durationMs);
  if (ms > 0) await pause(ms, undefined, { signal }).catch(() => undefined);
}

/** In milliseconds, what `restAfter` waits. */
export function restMsAfter(durationMs: number): number {
  return durationMs <= quickMs ? 0 : Math.min(durationMs * restPerWork, longestRestMs);
}
