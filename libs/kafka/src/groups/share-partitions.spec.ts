import { describe, expect, it } from 'vitest';
import { type Place, sharePartitions, type Sharer } from './share-partitions.ts';

const slots = Array.from({ length: 25 }, (_, partition): Place => ({ topic: 'slots', partition }));

function sharer(owned: readonly number[] = [], topics = ['slots']): Sharer {
  return { topics: new Set(topics), owned: owned.map((partition) => ({ topic: 'slots', partition })) };
}

function shareOut(
  members: Readonly<Record<string, Sharer>>,
  places: readonly Place[] = slots,
): Record<string, number[]> {
  const shares = sharePartitions(places, new Map(Object.entries(members)));
  return Object.fromEntries([...shares].map(([id, share]) => [id, share.map(({ partition }) => partition)]));
}

describe('shares of partitions', () => {
  it('go to members alternately', () => {
    const { a, b } = shareOut({ a: sharer(), b: sharer() });
    expect(a).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]);
    expect(b).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23]);
  });

  it('stay as they are when nobody comes or goes', () => {
    const before = shareOut({ a: sharer(), b: sharer(), c: sharer() });
    const after = shareOut({ a: sharer(before['a']), b: sharer(before['b']), c: sharer(before['c']) });
    expect(after).toEqual(before);
  });

  it('move no more than a newcomer is due, and leave it few neighbours', () => {
    const all = slots.map(({ partition }) => partition);
    const { a = [], b = [] } = shareOut({ a: sharer(all), b: sharer() });
    expect([a.length, b.length]).toEqual([13, 12]);
    expect(b.filter((slot) => b.includes(slot + 1))).toEqual([]);
    const { a: a3 = [], b: b3 = [], c: c3 = [] } = shareOut({ a: sharer(a), b: sharer(b), c: sharer() });
    expect([a3.length, b3.length, c3.length]).toEqual([9, 8, 8]);
    expect(a3.every((slot) => a.includes(slot)) && b3.every((slot) => b.includes(slot))).toBe(true);
  });

  it('fall to those who stay when a member goes, without any of theirs moving', () => {
    const before = shareOut({ a: sharer(), b: sharer(), c: sharer() });
    const after = shareOut({ a: sharer(before['a']), c: sharer(before['c']) });
    for (const id of ['a', 'c']) expect(before[id]?.every((slot) => after[id]?.includes(slot))).toBe(true);
    expect([...(after['a'] ?? []), ...(after['c'] ?? [])].toSorted((x, y) => x - y)).toEqual(
      slots.map(({ partition }) => partition),
    );
  });

  it('go to one member only, even if two say they have it', () => {
    const { a = [], b = [] } = shareOut({ a: sharer([0, 1, 2]), b: sharer([0, 1, 2]) });
    expect(a.filter((slot) => b.includes(slot))).toEqual([]);
    expect(a.length + b.length).toBe(25);
  });

  it('are of the topics a member reads', () => {
    const places = [...slots.slice(0, 2), { topic: 'other', partition: 0 }];
    const shares = sharePartitions(
      places,
      new Map([
        ['a', sharer([], ['slots'])],
        ['b', sharer([], ['slots', 'other'])],
      ]),
    );
    expect(shares.get('b')).toContainEqual({ topic: 'other', partition: 0 });
  });

  it('leave a member without any when there are too few', () => {
    const shares = shareOut({ a: sharer(), b: sharer(), c: sharer() }, slots.slice(0, 2));
    expect(Object.values(shares).map(({ length }) => length)).toEqual([1, 1, 0]);
  });
});
