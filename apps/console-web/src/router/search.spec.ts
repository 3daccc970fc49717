import { describe, expect, it } from 'vitest';
import { oneOf, parseSearch, searchOf, stringifySearch, text, whole } from './search.ts';

const read = searchOf({ user: text, offset: whole, from: oneOf('newest', 'oldest') });

describe('the state in a URL', () => {
  it('is read by the shape of the page, and what does not fit is not there', () => {
    expect(read(parseSearch('?user=007&offset=12&from=newest&other=1'))).toEqual({
      user: '007',
      offset: 12,
      from: 'newest',
    });
    expect(read(parseSearch('?user=&offset=-1&from=middle'))).toEqual({});
  });

  it('survives the way into the URL and back', () => {
    const state = { user: 'a&b=c ü"', offset: 9, from: undefined };
    expect(read(parseSearch(stringifySearch(state)))).toEqual({ user: 'a&b=c ü"', offset: 9 });
    expect(stringifySearch({})).toBe('');
  });
});
