import { expect, it } from 'vitest';
import { partitionRanges } from './partition-ranges.ts';

it('writes partitions that follow each other as a range', () => {
  expect(partitionRanges([5, 0, 2, 1, 10])).toBe('0–2, 5, 10');
  expect(partitionRanges([])).toBe('');
});
