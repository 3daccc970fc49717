import { setTimeout as pause } from 'node:timers/promises';

/** What the last transaction was. */
export interface TransactionDone {
  readonly durationMs: number;
  readonly records: number;
  /** True if nobody waits for a single record: then it is worth a rest to have a few together. Default false. */
  readonly isUnhurried?: boolean;
}

/** A broker that takes longer has too much to do. */
const slowMs = 100;
const restFromSlowMs = 200;
/** So few are no load: whoever waits for one of them is to have it at once. */
const fewRecords = 8;
const shortTickMs = 50;
/** More than these in a short tick are load, under which it is the sum that counts. */
const someRecords = 64;
const tickMs = 100;
const backlogRecords = 1_000;

/** True for whoever has so many at once that they are behind: there is nothing to gain from larger transactions. */
export function isBacklog(records: number): boolean {
  return records >= backlogRecords;
}

/**
 * Waits before the next transaction; the signal ends the wait. A broker's work goes by the transaction far more than by the
 * record: when it is slow, or much comes in, fewer and larger ones are the way out. While it is quick and little comes in,
 * nobody waits. Nor does whoever has a backlog.
 *
 * @example
 * await restAfter({ durationMs: 10, records: 20 }, signal); // until the next twentieth of a second: what comes meanwhile goes together
 */
export async function restAfter(done: TransactionDone, signal: AbortSignal): Promise<void> {
  const ms = restMsAfter(done, performance.now());
  if (ms > 0) await pause(ms, undefined, { signal }).catch(() => undefined);
}

/** In milliseconds, what `restAfter` waits. @param nowMs by the clock that all transactions of this process go by */
export function restMsAfter(done: TransactionDone, nowMs: number): number {
  const { durationMs, records } = done;
  if (isBacklog(records)) return 0;
  const forTheBroker = durationMs <= slowMs ? 0 : restFromSlowMs;
  // All partitions go on at the same tick: then the broker completes their transactions together, and readers get them together.
  const tick = tickAfter(done);
  const forTheLoad = tick === 0 ? 0 : tick - (nowMs % tick);
  return Math.max(forTheBroker, forTheLoad);
}

/** In milliseconds; 0 for none. */
function tickAfter({ records, isUnhurried = false }: TransactionDone): number {
  if (isUnhurried || records > someRecords) return tickMs;
  return records > fewRecords ? shortTickMs : 0;
}
