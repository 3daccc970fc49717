import { setTimeout as pause } from 'node:timers/promises';

/** What the last transaction was. */
export interface TransactionDone {
  /** When it began, by `performance.now()`. */
  readonly startedMs: number;
  readonly records: number;
}

/** A broker that takes longer has too much to do. */
const slowMs = 100;
const restFromSlowMs = 200;
/** So few are no load: whoever waits for one of them is to have it at once. */
const fewRecords = 2;
/** The more comes in, the more the sum counts, and the less the single record: the longer a tick is, the fewer the transactions. */
const ticks = [
  { upToPerSecond: 1_000, tickMs: 25 },
  { upToPerSecond: 2_000, tickMs: 50 },
  { upToPerSecond: 5_000, tickMs: 100 },
  { upToPerSecond: Number.POSITIVE_INFINITY, tickMs: 250 },
];
const ticksOf = {
  /** Whoever is the first to write what somebody waits for. */
  first: ticks,
  /** Whoever writes what follows from such transactions: they come at ticks already, up to where several come in pieces. */
  following: ticks.map((tick, index) => (index === 0 ? { ...tick, tickMs: 0 } : tick)),
  /** Whoever writes what nobody waits for: then it is worth a rest to have a few together. */
  unhurried: ticks.slice(-1),
};
/** Whoever has so many at once is behind: there is nothing to gain from larger transactions. */
const backlogOf = { first: 4_000, following: 4_000, unhurried: 1_000 };

/**
 * How long whoever writes transactions waits before the next one. A broker's work goes by the transaction far more than by the
 * record: when it is slow, or much comes in, fewer and larger ones are the way out. While it is quick and little comes in,
 * nobody waits. Nor does whoever has a backlog.
 *
 * @example
 * const pace = new TransactionPace('first');
 * await pace.rest({ startedMs, records: 20 }, signal); // what comes meanwhile goes together
 */
export class TransactionPace {
  private readonly writes: keyof typeof ticksOf;
  private startedBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(writes: keyof typeof ticksOf) {
    this.writes = writes;
  }

  /** True for whoever writes so many records at once that they are behind, and do not rest. */
  isBacklog(records: number): boolean {
    return records >= backlogOf[this.writes];
  }

  /** Waits as long as `restMs` says; the signal ends the wait. */
  async rest(done: TransactionDone, signal: AbortSignal): Promise<void> {
    const ms = this.restMs(done, performance.now());
    if (ms > 0) await pause(ms, undefined, { signal }).catch(() => undefined);
  }

  /** In milliseconds; to be asked once after each transaction. @param nowMs by `performance.now()` */
  restMs(done: TransactionDone, nowMs: number): number {
    const sinceMs = done.startedMs - this.startedBeforeMs;
    this.startedBeforeMs = done.startedMs;
    if (this.isBacklog(done.records)) return 0;
    const forTheBroker = nowMs - done.startedMs <= slowMs ? 0 : restFromSlowMs;
    const tickMs = this.tickMs(done.records, sinceMs);
    // All that a process writes to goes on at the same tick: readers get it together.
    const forTheLoad = tickMs === 0 ? 0 : tickMs - (nowMs % tickMs);
    return Math.max(forTheBroker, forTheLoad);
  }

  /** 0 for none. @param sinceMs how long the records have come in for */
  private tickMs(records: number, sinceMs: number): number {
    if (records <= fewRecords && this.writes !== 'unhurried') return 0;
    const perSecond = (records / sinceMs) * 1_000;
    return ticksOf[this.writes].find(({ upToPerSecond }) => perSecond <= upToPerSecond)?.tickMs ?? 0;
  }
}
