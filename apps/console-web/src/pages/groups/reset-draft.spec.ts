import { expect, it } from 'vitest';
import { type ResetDraft, resetOf } from './reset-draft.ts';

const draft: ResetDraft = { topic: 'a', partitions: '', kind: 'earliest', offset: '', time: '' };

it('asks for what is filled in', () => {
  expect(resetOf(draft)).toEqual({ topic: 'a', to: { kind: 'earliest' } });
  expect(resetOf({ ...draft, partitions: '0, 3', kind: 'offset', offset: '12' })).toEqual({
    topic: 'a',
    partitions: [0, 3],
    to: { kind: 'offset', offset: 12 },
  });
});

it('asks for nothing while something is missing or wrong', () => {
  const wrong: Partial<ResetDraft>[] = [
    { topic: '' },
    { kind: 'offset', offset: '-1' },
    { kind: 'time' },
    { partitions: '1,,2' },
  ];
  expect(wrong.map((part) => resetOf({ ...draft, ...part }))).toEqual(wrong.map(() => undefined));
});
