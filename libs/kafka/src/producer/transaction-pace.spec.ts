import { describe, expect, it } from 'vitest';
import { restAfter, restMsAfter } from './transaction-pace.ts';

const after = (durationMs: number, records: number, nowMs = 0): number =>
  restMsAfter({ durationMs, records }, nowMs);

describe('the rest after a transaction', () => {
  it('is none while the broker is quick and little comes in', () => {
    expect([after(0, 1), after(5, 8), after(100, 8)]).toEqual([0, 0, 0]);
  });

  it('is long when the broker is slow, so that the next carries more', () => {
    expect([after(101, 1), after(5_000, 500)]).toEqual([200, 200]);
  });

  it('lasts until the next twentieth of a second when more comes in, for all partitions alike', () => {
    expect([after(5, 9, 2_010), after(5, 64, 2_049), after(5, 40, 2_050)]).toEqual([40, 1, 50]);
  });

  it('lasts until the next tenth of a second under load', () => {
    expect([after(5, 65, 2_010), after(5, 900, 2_099), after(5, 400, 2_100)]).toEqual([90, 1, 100]);
  });

  it('lasts as long after a few records that nobody waits for', () => {
    expect(restMsAfter({ durationMs: 5, records: 1, isUnhurried: true }, 2_010)).toBe(90);
  });

  it('is none with a backlog', () => {
    expect([after(5, 1_000), after(5_000, 5_000)]).toEqual([0, 0]);
  });

  it('ends at once when nothing more is to come', async () => {
    const started = performance.now();
    await restAfter({ durationMs: 5_000, records: 1 }, AbortSignal.abort());
    expect(performance.now() - started).toBeLessThan(100);
  });
});
