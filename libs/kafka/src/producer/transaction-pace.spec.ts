import { describe, expect, it } from 'vitest';
import { restAfter, restMsAfter } from './transaction-pace.ts';

describe('the rest after a transaction', () => {
  it('is none while the broker is quick', () => {
    expect([0, 5, 15].map(restMsAfter)).toEqual([0, 0, 0]);
  });

  it('grows with the time the last one took, so that the next carries more', () => {
    expect([20, 40].map(restMsAfter)).toEqual([60, 120]);
  });

  it('has an end', () => {
    expect(restMsAfter(5_000)).toBe(200);
  });

  it('ends at once when nothing more is to come', async () => {
    const started = performance.now();
    await restAfter(5_000, AbortSignal.abort());
    expect(performance.now() - started).toBeLessThan(100);
  });
});
