import { setTimeout as pause } from 'node:timers/promises';

/** What the last transaction was. */
export interface TransactionDone {
  readonly durationMs: number;
  readonly records: number;
}

const quickMs = 40;
const restPerWork = 3;
const longestRestMs = 200;
/** So few are no load: whoever waits for one of them is to have it at once. */
const fewRecords = 16;
/** Whoever has so many at once is behind, and there is nothing to gain from larger ones. */
const manyRecords = 1_000;
const tickMs = 100;

/**
 * Waits before the next transaction; the signal ends the wait. A broker's work goes by the transaction far more than by the
 * record: when it is slow, or much comes in, fewer and larger ones are the way out. While it is quick and little comes in,
 * nobody waits. Nor does whoever has a backlog.
 *
 * @example
 * await restAfter({ durationMs: 50, records: 10 }, signal); // 150 ms: what comes meanwhile goes together
 */
export async function restAfter(done: TransactionDone, signal: AbortSignal): Promise<void> {
  const ms = restMsAfter(done, performance.now());
  if (ms > 0) await pause(ms, undefined, { signal }).catch(() => undefined);
}

/** In milliseconds, what `restAfter` waits. @param nowMs by the clock that all transactions of this process go by */
export function restMsAfter({ durationMs, records }: TransactionDone, nowMs: number): number {
  if (records >= manyRecords) return 0;
  const forTheBroker = durationMs <= quickMs ? 0 : Math.min(durationMs * restPerWork, longestRestMs);
  // All partitions go on at the same tick: then the broker completes their transactions together, and readers get them together.
  const forTheLoad = records <= fewRecords ? 0 : tickMs - (nowMs % tickMs);
  return Math.max(forTheBroker, forTheLoad);
}
