import { describe, expect, it } from 'vitest';
import { OffsetRanges } from './offset-ranges.ts';

function ranges(text: string): OffsetRanges {
  return OffsetRanges.parse(text);
}

describe('ranges of offsets', () => {
  it('join what is next to each other', () => {
    const joined = new OffsetRanges();
    for (const offset of [0, 1, 2, 5, 6, 9]) joined.add(offset);
    expect(String(joined)).toBe('0-2,5-6,9');
    expect(joined.count).toBe(6);
    expect([...joined.offsets()]).toEqual([0, 1, 2, 5, 6, 9]);
  });

  it.each(['', '0', '0-2,5', '7-9'])('read what they have written: "%s"', (text) => {
    expect(String(ranges(text))).toBe(text);
  });

  it('take offsets in rising order only', () => {
    expect(() => ranges('5,3')).toThrow('Offset 3 comes after 5.');
    expect(() => ranges('a')).toThrow('"a" is no range');
  });

  it('say what is missing between two offsets', () => {
    expect(String(ranges('2-3,6').missing(0, 9))).toBe('0-1,4-5,7-8');
    expect(String(ranges('2-8').missing(4, 7))).toBe('');
    expect(String(ranges('').missing(4, 7))).toBe('4-6');
    expect(String(ranges('0-2,20').missing(1, 10))).toBe('3-9');
  });

  it('know what several of them have, and what more than one has', () => {
    const { ranges: all, doubles } = OffsetRanges.union([ranges('0-4,9'), ranges('3-6'), ranges('4,20')]);
    expect(String(all)).toBe('0-6,9,20');
    expect(String(doubles)).toBe('3-4');
  });
});
