import { expect, it } from 'vitest';
import { crumbsOf, kindOf, nameOf, parentOf } from './archive-path.ts';

it('shows the way to a folder', () => {
  expect(crumbsOf('topics/a/year=2026/')).toEqual([
    { name: 'bucket', prefix: '/' },
    { name: 'topics', prefix: 'topics/' },
    { name: 'a', prefix: 'topics/a/' },
    { name: 'year=2026', prefix: 'topics/a/year=2026/' },
  ]);
});

it('knows the folder something is in, its name, and what it is', () => {
  expect(parentOf('topics/a/hour=16/a+0+0000000000.json.gz')).toBe('topics/a/hour=16/');
  expect(parentOf('topics/')).toBe('');
  expect(nameOf('topics/a/')).toBe('a');
  expect(['year=2026', 'hour=16', 'yearly'].map(kindOf)).toEqual(['year', 'hour', 'folder']);
});
