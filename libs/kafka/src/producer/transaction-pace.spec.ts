import { describe, expect, it } from 'vitest';
import { restAfter, restMsAfter } from './transaction-pace.ts';

const after = (durationMs: number, records: number): number => restMsAfter({ durationMs, records });

describe('the rest after a transaction', () => {
  it('is none while the broker is quick and little comes in', () => {
    expect([after(0, 1), after(5, 10), after(15, 16)]).toEqual([0, 0, 0]);
  });

  it('grows with the time the last one took, so that the next carries more', () => {
    expect([after(20, 1), after(40, 1)]).toEqual([60, 120]);
  });

  it('grows with what the last one carried, so that there are not more of them for more load', () => {
    expect([after(5, 26), after(5, 56)]).toEqual([10, 40]);
  });

  it('has an end', () => {
    expect([after(5_000, 1), after(5, 5_000)]).toEqual([200, 80]);
  });

  it('ends at once when nothing more is to come', async () => {
    const started = performance.now();
    await restAfter({ durationMs: 5_000, records: 1 }, AbortSignal.abort());
    expect(performance.now() - started).toBeLessThan(100);
  });
});
