import { describe, expect, it } from 'vitest';
import { cursorAfter, listQueryOf } from './payment-list-query.ts';

const id = '01a20466-18d2-7448-b477-c165daa95d40';

describe('the query of a list', () => {
  it('asks for the twenty newest when it says nothing', () => {
    expect(listQueryOf({})).toEqual({ limit: 20 });
  });

  it('takes everything together', () => {
    const query = {
      userId: 'asha',
      status: 'approved',
      day: '2026-11-22',
      limit: '100',
      cursor: cursorAfter(id),
    };
    expect(listQueryOf(query)).toEqual({
      userId: 'asha',
      status: 'approved',
      day: '2026-11-22',
      limit: 100,
      before: id,
    });
  });

  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '1e1'],
    ['limit', ''],
    ['status', 'lost'],
    ['day', '2026-02-30'],
    ['day', 'today'],
    ['day', ['2026-11-22', '2026-11-23']],
    ['userId', 'two words'],
    ['cursor', 'page2'],
    ['cursor', ''],
    ['cursor', `${cursorAfter(id)}=`],
    ['userID', 'asha'],
  ])('names %s when it is %j', (name, value) => {
    expect(() => listQueryOf({ [name]: value })).toThrow(
      expect.objectContaining({
        status: 400,
        code: 'parameter_invalid',
        detail: expect.stringMatching(`^${name} `),
      }),
    );
  });
});
