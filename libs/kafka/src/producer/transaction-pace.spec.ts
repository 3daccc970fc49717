import { describe, expect, it } from 'vitest';
import { TransactionPace } from './transaction-pace.ts';

const startedMs = 10_000;
type Writes = ConstructorParameters<typeof TransactionPace>[0];

interface Done {
  readonly records: number;
  /** How long they came in for. */
  readonly inMs: number;
  readonly nowMs?: number;
  readonly writes?: Writes;
}

function restAfter({ records, inMs, nowMs = startedMs + 4, writes = 'first' }: Done): number {
  const pace = new TransactionPace(writes);
  pace.restMs({ startedMs: startedMs - inMs, records: 1 }, startedMs - inMs);
  return pace.restMs({ startedMs, records }, nowMs);
}

describe('the rest after a transaction', () => {
  it('is none while the broker is quick and little comes in', () => {
    expect(restAfter({ records: 1, inMs: 5 })).toBe(0);
    expect(restAfter({ records: 2, inMs: 5, nowMs: startedMs + 100 })).toBe(0);
  });

  it('is long when the broker is slow, so that the next carries more', () => {
    expect(restAfter({ records: 1, inMs: 5, nowMs: startedMs + 101 })).toBe(200);
    expect(restAfter({ records: 500, inMs: 200, nowMs: startedMs + 5_001 })).toBe(200);
  });

  it.each([
    [3, 25, 21],
    [25, 25, 21],
    [26, 25, 46],
    [100, 50, 46],
    [101, 50, 96],
    [500, 100, 96],
    [501, 100, 246],
    [2_500, 250, 246],
  ])('lasts until the next tick, a longer one the more comes in: %i records in %i ms, %i ms', (...row) => {
    const [records, inMs, restMs] = row;
    expect(restAfter({ records, inMs })).toBe(restMs);
  });

  it('goes by what came in a second, not by how much has gathered while the broker was slow', () => {
    expect(restAfter({ records: 60, inMs: 120 })).toBe(21);
  });

  it('is none for whoever writes what follows from transactions that come at ticks, up to 1,000 records a second', () => {
    expect(restAfter({ records: 25, inMs: 25, writes: 'following' })).toBe(0);
    expect(restAfter({ records: 26, inMs: 25, writes: 'following' })).toBe(46);
  });

  it('is long after a few records already where nobody waits for them', () => {
    expect(restAfter({ records: 1, inMs: 5_000, writes: 'unhurried' })).toBe(246);
  });

  it('is none with a backlog', () => {
    expect(restAfter({ records: 3_999, inMs: 250 })).toBe(246);
    expect(restAfter({ records: 4_000, inMs: 250 })).toBe(0);
    expect(restAfter({ records: 5_000, inMs: 250, nowMs: startedMs + 5_000 })).toBe(0);
    expect(restAfter({ records: 999, inMs: 250, writes: 'unhurried' })).toBe(246);
    expect(restAfter({ records: 1_000, inMs: 250, writes: 'unhurried' })).toBe(0);
  });

  it('ends at once when nothing more is to come', async () => {
    const began = performance.now();
    await new TransactionPace('first').rest({ startedMs: began - 5_000, records: 1 }, AbortSignal.abort());
    expect(performance.now() - began).toBeLessThan(100);
  });
});
