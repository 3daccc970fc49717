import { describe, expect, it } from 'vitest';
import { type Figure, figureTable, isReached, quantile } from './figure.ts';

const rate: Figure = { name: 'ingest', value: 6_500, unit: '/s', target: 6_000, detail: '64 connections' };
const latency: Figure = {
  name: 'decided',
  value: 61,
  unit: 'ms',
  target: 60,
  lowerIsBetter: true,
  detail: '',
};

describe('a figure', () => {
  it('is reached from its target upwards, or downwards where less is better', () => {
    expect([isReached(rate), isReached({ ...rate, value: 5_999 })]).toEqual([true, false]);
    expect([isReached(latency), isReached({ ...latency, value: 60 })]).toEqual([false, true]);
  });

  it('stands in the table with its target and whether it is reached', () => {
    expect(figureTable([rate, latency]).split('\n')).toEqual([
      expect.stringMatching(/^figure +measured +target +peer$/),
      expect.stringMatching(/^ingest +6,500 \/s +≥ 6,000 +reached +64 connections$/),
      expect.stringMatching(/^decided +61 ms +≤ 60 +missed$/),
    ]);
  });

  it('stands beside its peer, and how many times as much it is', () => {
    const beside = { ...rate, peer: { name: 'Debezium', value: 3_000 } };
    expect(figureTable([beside])).toMatch(/reached +2\.2 × Debezium \(3,000\) +64 connections$/);
  });
});

describe('a quantile', () => {
  it('is the value that the fraction of the values lies below', () => {
    const values = [5, 1, 4, 2, 3];
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 0)]).toEqual([3, 5, 1]);
  });
});
