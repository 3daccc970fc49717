import { describe, expect, it } from 'vitest';
import { chart } from './chart.ts';
import { figureOf } from './figure.ts';

const relay = figureOf([90_000], {
  name: 'relay',
  unit: 'rows/s',
  peers: [{ name: 'Debezium <3>', value: 30_000, rounds: [30_000], ratio: 3, target: 2.5 }],
});
const sink = figureOf([60_000], { name: 'S3 sink', unit: 'records/s', target: 120_000 });
const memory = figureOf([100], { name: 'start-up', unit: 's' });

describe('the chart', () => {
  const picture = chart([relay, sink, memory, { name: 'limit-check', error: 'no Java' }], '2 cores');

  it('draws each figure on a scale of its own, its peers below it', () => {
    const bars = [...picture.matchAll(/<rect x="330" y="(\d+)" width="([\d.]+)"/g)];
    expect(bars.map(([, , length]) => Number(length))).toEqual([400, 133.3, 200]);
    const tops = bars.map(([, top]) => Number(top));
    expect(tops).toEqual(tops.toSorted((one, other) => one - other));
  });

  it('marks the target where it is', () => {
    expect([...picture.matchAll(/<line x1="([\d.]+)"/g)].map(([, x]) => x)).toEqual(['730.0']);
  });

  it('leaves out what has nothing to stand beside, and what failed', () => {
    expect(picture).not.toMatch(/start-up|limit-check/);
  });

  it('is well-formed whatever the names are', () => {
    expect(picture).toContain('Debezium &lt;3&gt;');
  });
});
