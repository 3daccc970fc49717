import { describe, expect, it } from 'vitest';
import { PaymentIds } from './payment-ids.ts';

function id(number: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(number, 4);
  return bytes;
}

function idsUpTo(count: number): PaymentIds {
  const ids = new PaymentIds();
  for (let number = 0; number < count; number += 1) ids.add(id(number));
  return ids;
}

function numbers(ids: PaymentIds): number[] {
  return [...ids.inGroupsOf(1_000)].flat().map((bytes) => bytes.readUInt32BE(4));
}

describe('a set of payment ids', () => {
  it('keeps those that are not removed, in order, over many blocks', () => {
    const ids = idsUpTo(200_000);
    for (let number = 0; number < 200_000; number += 1) if (number % 3 !== 0) ids.remove(id(number));
    const left = numbers(ids);
    expect(ids.size).toBe(66_667);
    expect(left).toHaveLength(66_667);
    expect(left.every((number, index) => number === index * 3)).toBe(true);
  });

  it('does not mind an id it does not have, or one that is removed twice', () => {
    const ids = idsUpTo(10);
    ids.remove(id(11));
    ids.remove(id(4));
    ids.remove(id(4));
    expect(ids.size).toBe(9);
    expect(numbers(ids)).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
    expect(numbers(new PaymentIds())).toEqual([]);
  });

  it('gives them in groups of the size asked for', () => {
    expect([...idsUpTo(7).inGroupsOf(3)].map((group) => group.length)).toEqual([3, 3, 1]);
  });

  it('refuses ids that are not in order, because it would not find them again', () => {
    const ids = idsUpTo(3);
    expect(() => ids.add(id(2))).toThrow(RangeError);
    expect(() => ids.add(id(1))).toThrow(RangeError);
  });
});
