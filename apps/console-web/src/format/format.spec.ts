import { describe, expect, it } from 'vitest';
import { jsonTokens, prettyJson } from './json-tokens.ts';
import { formatBytes, formatCount, formatMoney, formatRate } from './numbers.ts';
import { formatAgo, formatDuration } from './times.ts';
import { visibleText } from './visible-text.ts';

const shown = (text: string): string =>
  visibleText(text)
    .map((piece) => (piece.isControl ? `<${piece.text}>` : piece.text))
    .join('');

describe('text from a record', () => {
  it('shows each character that would not be seen', () => {
    expect(shown('a\u0000b\u001Bc\u007F\u0085')).toBe('a<NUL>b<ESC>c<DEL><U+0085>');
  });

  it('shows what would turn or hide the text around it', () => {
    expect(shown('pay\u202Eapp\u200Bend')).toBe('pay<U+202E>app<U+200B>end');
  });

  it('keeps lines, tabs, markup and other scripts as they are', () => {
    expect(shown('<b>दो चाय</b>\n\t₹')).toBe('<b>दो चाय</b>\n\t₹');
  });
});

describe('JSON', () => {
  it('is indented without touching numbers that are too long for a number', () => {
    expect(prettyJson('{"a":12345678901234567890,"b":[],"c":{"d":[1,"x: {y}"]}}')).toBe(
      '{\n  "a": 12345678901234567890,\n  "b": [],\n  "c": {\n    "d": [\n      1,\n      "x: {y}"\n    ]\n  }\n}',
    );
  });

  it('is left alone when it is none', () => {
    expect(prettyJson('{not json')).toBe('{not json');
  });

  it('falls into tokens that are the text again when joined', () => {
    const text = '{"key": "va\\"lue", "n": -1.5e3, "t": true}';
    const tokens = jsonTokens(text);
    expect(tokens.map((token) => token.text).join('')).toBe(text);
    expect(tokens.filter((token) => token.kind !== 'plain').map(({ kind }) => kind)).toEqual([
      'key',
      'string',
      'key',
      'number',
      'key',
      'word',
    ]);
  });

  it('has no tokens when it is none', () => {
    expect(jsonTokens('asha-12 true')).toEqual([{ kind: 'plain', text: 'asha-12 true' }]);
  });
});

describe('numbers', () => {
  it('are money by the digits of their currency', () => {
    expect(formatMoney(12_500, 'INR')).toBe('₹125.00');
    expect(formatMoney(12_500, 'JPY')).toBe('JP¥12,500');
  });

  it('are sizes, rates and offsets longer than a number holds', () => {
    expect([formatBytes(0), formatBytes(1_536), formatBytes(50 * 1024 ** 3)]).toEqual([
      '0 B',
      '1.5 KiB',
      '50 GiB',
    ]);
    expect([formatRate(0), formatRate(0.01), formatRate(1_234)]).toEqual(['0/s', '<0.1/s', '1.2K/s']);
    expect(formatCount('9007199254740993')).toBe('9,007,199,254,740,993');
  });
});

describe('times', () => {
  it('are said as a person says them', () => {
    expect([250, 3_210, 45_000, 240_000, 7 * 86_400_000].map(formatDuration)).toEqual([
      '250 ms',
      '3.2 s',
      '45 s',
      '4 min',
      '7 days',
    ]);
    expect(formatAgo(5_000, 4_000)).toBe('just now');
    expect(formatAgo(0, 5_400)).toBe('5 s ago');
  });
});
