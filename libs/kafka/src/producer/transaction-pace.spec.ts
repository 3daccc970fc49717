import { describe, expect, it } from 'vitest';
import { restAfter, restMsAfter } from './transaction-pace.ts';

const after = (durationMs: number, records: number, nowMs = 0): number =>
  restMsAfter({ durationMs, records }, nowMs);

describe('the rest after a transaction', () => {
  it('is none while the broker is quick and little comes in', () => {
    expect([after(0, 1), after(5, 10), after(40, 16)]).toEqual([0, 0, 0]);
  });

  it('grows with the time the last one took, so that the next carries more', () => {
    expect([after(50, 1), after(60, 1)]).toEqual([150, 180]);
  });

  it('lasts under load until the next tenth of a second, for all partitions alike', () => {
    expect([after(5, 17, 2_010), after(5, 900, 2_099), after(5, 40, 2_100)]).toEqual([90, 1, 100]);
  });

  it('has an end', () => {
    expect(after(5_000, 500)).toBe(200);
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
