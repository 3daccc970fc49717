import { Problem } from '@payments/service';
import { describe, expect, it } from 'vitest';
import { encodeCursor } from './cursor.ts';
import { notificationIdOf, pageOf, userIdOf } from './parameters.ts';

describe('the page of a list that is asked for', () => {
  it('is the first 20 if nothing is said', () => {
    expect(pageOf({})).toEqual({ limit: 20, before: undefined });
  });

  it('has a limit from 1 to 100 and begins at a cursor', () => {
    expect(pageOf({ limit: '1' }).limit).toBe(1);
    expect(pageOf({ limit: '100', cursor: encodeCursor('7') })).toEqual({ limit: 100, before: '7' });
  });

  it.each([
    { limit: '0' },
    { limit: '101' },
    { limit: '-1' },
    { limit: '1.5' },
    { limit: 'ten' },
    { limit: '' },
    { limit: ['1', '2'] },
    { cursor: 'elsewhere' },
    { cursor: ['a', 'b'] },
    { offset: '10' },
  ])('is refused as %j', (query) => {
    expect(() => pageOf(query)).toThrow(Problem);
  });
});

describe('ids in a path', () => {
  it.each(['', 'a b', 'x'.repeat(65), 'asha/..', 'आशा'])('refuse the user %j', (userId) => {
    expect(() => userIdOf(userId)).toThrow(Problem);
  });

  it('do not look for a notification whose id is none', () => {
    expect(() => notificationIdOf("1' OR '1'='1")).toThrow(/No notification/);
  });
});
