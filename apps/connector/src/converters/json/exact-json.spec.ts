import { describe, expect, it } from 'vitest';
import { ExactFraction, parseJson } from './exact-json.ts';

/** Where in a text a number stands must not matter. */
const places = Array.from({ length: 40 }, (_, length) => 'x'.repeat(length));

describe('a number that a double does not hold', () => {
  it.each(['9007199254740993', '-9007199254740993', '123456789012345678901234567890'])(
    'is read with all its digits, wherever it stands: %s',
    (digits) => {
      for (const before of places)
        expect(parseJson(`["${before}",${digits},"y"]`)).toEqual([before, BigInt(digits), 'y']);
    },
  );

  it('is found after shorter ones', () => {
    for (const before of places)
      expect(parseJson(`[1234567890123,"${before}",123456789012345,9007199254740993]`)).toEqual([
        1234567890123,
        before,
        123456789012345,
        9007199254740993n,
      ]);
  });

  it('keeps its fraction where that is asked for, and only there', () => {
    for (const before of places) {
      const text = `["${before}",1234567890.1234567]`;
      expect(parseJson(text, { fractions: true })).toEqual([before, new ExactFraction('1234567890.1234567')]);
      expect(parseJson(text)).toEqual([before, 1234567890.1234567]);
    }
  });
});

it('is a number where a double holds it, and digits in texts stay texts', () => {
  expect(parseJson('[1e400,1.5e3,9007199254740991,"9007199254740993"]')).toEqual([
    Infinity,
    1500,
    9007199254740991,
    '9007199254740993',
  ]);
});
