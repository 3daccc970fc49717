import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';

describe('a cursor', () => {
  it('leads back to where it was made', () => {
    expect(decodeCursor(encodeCursor('18446744073709551615'))).toBe('18446744073709551615');
  });

  it.each([
    '',
    'x',
    '0',
    'not a cursor',
    encodeCursor('1; DROP TABLE'),
    encodeCursor('-1'),
    encodeCursor(''),
  ])('is refused when it is not ours: %j', (cursor) => {
    expect(decodeCursor(cursor)).toBeUndefined();
  });
});
