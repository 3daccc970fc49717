import { describe, expect, it } from 'vitest';
import { type Figure, figureOf, isReached, quantile } from './figure.ts';
import { figureTable } from './figure-table.ts';

const rate = figureOf([6_400, 6_500, 9_000], {
  name: 'ingest',
  unit: '/s',
  target: 6_000,
  detail: '64 connections',
});
const latency = figureOf([61], { name: 'decided', unit: 'ms', target: 60, lowerIsBetter: true });
const failed = { name: 'relay', error: 'Debezium did not start' };

function beside(target: number): Figure {
  const peer = { name: 'Debezium', value: 3_000, rounds: [3_000], ratio: 2.17, target };
  return { ...rate, peers: [peer, { name: 'another', value: 13_000, rounds: [13_000], ratio: 0.5 }] };
}

describe('a figure', () => {
  it('is the median of its rounds', () => {
    expect(rate.value).toBe(6_500);
  });

  it('is reached from its target upwards, or downwards where less is better', () => {
    expect([isReached(rate), isReached({ ...rate, value: 5_999 })]).toEqual([true, false]);
    expect([isReached(latency), isReached({ ...latency, value: 60 })]).toEqual([false, true]);
  });

  it('is reached only if its ratio to a peer is reached too', () => {
    expect([isReached(beside(2)), isReached(beside(2.5))]).toEqual([true, false]);
  });

  it('that has no target is no miss, and one that failed is', () => {
    expect([isReached({ ...beside(2), value: 1 }), isReached(failed)]).toEqual([false, false]);
    expect(isReached(figureOf([1], { name: 'idle', unit: '%' }))).toBe(true);
  });
});

describe('the table of figures', () => {
  it('says each with its target and whether it is reached', () => {
    expect(figureTable([rate, latency]).split('\n')).toEqual([
      expect.stringMatching(/^figure +measured +target +beside$/),
      expect.stringMatching(/^ingest +6,500 \/s +≥ 6,000 +reached +64 connections$/),
      expect.stringMatching(/^decided +61 ms +≤ 60 +missed$/),
    ]);
  });

  it('has each peer on a line, with how many times as much ours is', () => {
    const [, first, second] = figureTable([beside(2)]).split('\n');
    expect(first).toMatch(/reached +2\.17 × Debezium \(3,000, ≥ 2 ×\) +64 connections$/);
    expect(second).toMatch(/^ +0\.50 × another \(13,000\)$/);
  });

  it('says why a figure could not be measured, without widening the others', () => {
    const [head, , last] = figureTable([latency, failed]).split('\n');
    expect(last).toMatch(/^relay +failed: Debezium did not start$/);
    expect(head).toMatch(/^figure {3}measured {2}target/);
  });
});

describe('a quantile', () => {
  it('is the value that the fraction of the values lies below', () => {
    const values = [5, 1, 4, 2, 3];
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 0)]).toEqual([3, 5, 1]);
  });
});
