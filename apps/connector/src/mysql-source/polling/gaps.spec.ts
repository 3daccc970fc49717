import { describe, expect, it } from 'vitest';
import { Gaps } from './gaps.ts';

describe('gaps between ids', () => {
  it('are kept as a short text', () => {
    const gaps = new Gaps();
    gaps.add(5n, 5n);
    gaps.add(9n, 12n);
    gaps.add(18_446_744_073_709_551_610n, 18_446_744_073_709_551_614n);
    const text = '5,9..12,18446744073709551610..18446744073709551614';
    expect(gaps.toText()).toBe(text);
    expect(Gaps.fromText(text).toText()).toBe(text);
    expect(Gaps.fromText('').count).toBe(0);
    expect(() => Gaps.fromText('5-7')).toThrow('"gaps" must be');
  });

  it.each([
    [1n, '5,9..12'],
    [5n, '9..12'],
    [9n, '5,10..12'],
    [11n, '5,9..10,12'],
    [12n, '5,9..11'],
    [20n, '5,9..12'],
  ])('lose an id that is seen: %s', (id, left) => {
    const gaps = Gaps.fromText('5,9..12');
    gaps.remove(id);
    expect(gaps.toText()).toBe(left);
  });

  it.each([
    [4n, '5,9..12'],
    [5n, '9..12'],
    [10n, '11..12'],
    [12n, ''],
  ])('are forgotten up to an id: %s', (id, left) => {
    const gaps = Gaps.fromText('5,9..12');
    gaps.forgetUpTo(id);
    expect(gaps.toText()).toBe(left);
  });
});
