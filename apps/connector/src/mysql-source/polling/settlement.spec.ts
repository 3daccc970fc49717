import { describe, expect, it } from 'vitest';
import { Settlement } from './settlement.ts';

describe('what is settled', () => {
  it('is up to the mark after which nobody of that time is at work any more', () => {
    const settlement = new Settlement<number>(undefined);
    settlement.see(10, 0);
    settlement.look(new Set(['a', 'b']), 100);
    settlement.see(20, 100);
    expect(settlement.settled).toBeUndefined();
    settlement.look(new Set(['b', 'c']), 200);
    expect(settlement.settled).toBeUndefined();
    settlement.look(new Set(['c']), 300);
    expect(settlement.settled).toBe(10);
    settlement.look(new Set(['d']), 400);
    expect(settlement.settled).toBe(20);
  });

  it('is not a mark after which nobody has looked', () => {
    const settlement = new Settlement<number>(undefined);
    settlement.look(new Set(), 0);
    settlement.see(10, 0);
    expect(settlement.settled).toBeUndefined();
    // Who has just begun does not show yet.
    settlement.look(new Set(), 99);
    expect(settlement.settled).toBeUndefined();
    settlement.look(new Set(), 100);
    expect(settlement.settled).toBe(10);
  });

  it('is what is old enough where nobody can say who is at work', () => {
    const settlement = new Settlement<number>(1_000);
    settlement.see(10, 0);
    settlement.look(undefined, 999);
    expect(settlement.settled).toBeUndefined();
    settlement.look(undefined, 1_000);
    expect(settlement.settled).toBe(10);
  });
});
