import { describe, expect, it } from 'vitest';
import { assignPartitions } from './co-partitioning-assigner.ts';

function members(owned: Record<string, number[]>): Map<string, number[]> {
  return new Map(Object.entries(owned));
}

describe('the co-partitioning assignment', () => {
  it('shares all partitions out evenly', () => {
    const shares = assignPartitions(6, members({ a: [], b: [], c: [] }));
    expect([...shares.values()].map((share) => share.length)).toEqual([2, 2, 2]);
    expect([...shares.values()].flat().toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('leaves members beyond the partitions idle', () => {
    const shares = assignPartitions(6, members({ a: [], b: [], c: [], d: [], e: [], f: [], g: [], h: [] }));
    expect([...shares.values()].filter((share) => share.length === 0)).toHaveLength(2);
  });

  it('keeps with a member what it has, and moves only the surplus to a newcomer', () => {
    expect(Object.fromEntries(assignPartitions(6, members({ a: [0, 1, 2], b: [3, 4, 5], c: [] })))).toEqual({
      a: [0, 1],
      b: [3, 4],
      c: [2, 5],
    });
  });

  it('gives what a lost member had to those who are left, and takes nothing from them', () => {
    expect(Object.fromEntries(assignPartitions(6, members({ a: [0, 1], c: [2, 5] })))).toEqual({
      a: [0, 1, 3],
      c: [2, 4, 5],
    });
  });

  it('moves nothing when nobody came or went, also with uneven shares', () => {
    const before = { a: [0, 1], b: [2, 3], c: [4], d: [5] };
    expect(Object.fromEntries(assignPartitions(6, members(before)))).toEqual(before);
  });

  it('gives a partition that two members claim to one of them', () => {
    const shares = assignPartitions(6, members({ a: [0, 1, 2], b: [0, 1, 2] }));
    expect([...shares.values()].flat().toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
