import { DataError } from '../records/data-error.ts';

/** Dates as text, in UTC, by a pattern of Java's `SimpleDateFormat`. */
export interface DateFormat {
  readonly format: (epochMs: number) => string;
  /** @throws DataError if the text is not of the pattern */
  readonly parse: (text: string) => number;
}

type Token =
  | { readonly literal: string }
  | { readonly letter: string; readonly count: number; readonly isTight: boolean };

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const letters = 'yuMdEHhmsSaZXz';
const minuteMs = 60_000;

/**
 * Reads a pattern, for example `yyyy-MM-dd'T'HH:mm:ss.SSSXXX`.
 *
 * @throws Error if it has a letter that is not supported
 */
export function dateFormat(pattern: string): DateFormat {
  const tokens = tokensOf(pattern);
  const expression = new RegExp(`^${tokens.map(expressionOf).join('')}`, 'i');
  const fields = tokens.filter((token) => 'letter' in token);
  return {
    format: (epochMs) => {
      const date = new Date(epochMs);
      return tokens.map((token) => ('literal' in token ? token.literal : textOf(token, date))).join('');
    },
    parse: (text) => {
      const match = expression.exec(text);
      if (match === null)
        throw new DataError(`Could not parse timestamp: value (${text}) does not match pattern (${pattern})`);
      return instantOf(new Map(fields.map(({ letter }, index) => [letter, match[index + 1] ?? ''])));
    },
  };
}

function tokensOf(pattern: string): readonly Token[] {
  const parts = [...pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g)];
  return parts.map(([text, quoted], index) => {
    if (quoted !== undefined) return { literal: quoted === '' ? "'" : quoted.replaceAll("''", "'") };
    if (!/^[A-Za-z]/.test(text)) return { literal: text };
    const letter = text.charAt(0);
    if (!letters.includes(letter))
      throw new Error(`pattern letter ${letter} is not supported; there are ${letters}`);
    return { letter, count: text.length, isTight: isNumber(text) && isNumber(parts[index + 1]?.[0]) };
  });
}

/** Whether a run of pattern letters stands for digits: two such side by side have as many digits as letters. */
function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^([yudHhmsS])\1*$|^MM?$/.test(text);
}

function expressionOf(token: Token): string {
  if ('literal' in token) return token.literal.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const { letter, count, isTight } = token;
  if (letter === 'M' && count > 2) return `(${names(months)})`;
  if (letter === 'E') return `(${names(days)})`;
  if (letter === 'a') return '(AM|PM)';
  if (letter === 'X') return String.raw`(Z|[+-]\d{2}(?::?\d{2})?)`;
  if (letter === 'Z' || letter === 'z') return String.raw`(Z|UTC|GMT|[+-]\d{2}:?\d{2})`;
  return isTight ? String.raw`(\d{${count}})` : String.raw`(-?\d+)`;
}

function names(all: readonly string[]): string {
  return all.flatMap((name) => [name, name.slice(0, 3)]).join('|');
}

function textOf({ letter, count }: Extract<Token, { letter: string }>, date: Date): string {
  const padded = (value: number): string => String(value).padStart(count, '0');
  switch (letter) {
    case 'y':
    case 'u':
      return count === 2
        ? String(date.getUTCFullYear() % 100).padStart(2, '0')
        : padded(date.getUTCFullYear());
    case 'M':
      return count > 2 ? named(months, date.getUTCMonth(), count) : padded(date.getUTCMonth() + 1);
    case 'd':
      return padded(date.getUTCDate());
    case 'E':
      return named(days, date.getUTCDay(), count);
    case 'H':
      return padded(date.getUTCHours());
    case 'h':
      return padded(date.getUTCHours() % 12 || 12);
    case 'm':
      return padded(date.getUTCMinutes());
    case 's':
      return padded(date.getUTCSeconds());
    case 'S':
      return padded(date.getUTCMilliseconds());
    case 'a':
      return date.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'X':
      return 'Z';
    default:
      return letter === 'z' ? 'UTC' : '+0000';
  }
}

function named(all: readonly string[], index: number, count: number): string {
  const name = all[index] ?? '';
  return count > 3 ? name : name.slice(0, 3);
}

/** What a pattern leaves out is as at the beginning of 1970. */
function instantOf(fields: ReadonlyMap<string, string>): number {
  const number = (letter: string, otherwise: number): number =>
    fields.has(letter) ? Number(fields.get(letter)) : otherwise;
  const hour = fields.has('h')
    ? (number('h', 0) % 12) + (fields.get('a')?.toUpperCase() === 'PM' ? 12 : 0)
    : number('H', 0);
  const date = new Date(0);
  date.setUTCFullYear(
    yearOf(fields.get('y') ?? fields.get('u') ?? '1970'),
    monthOf(fields.get('M')),
    number('d', 1),
  );
  date.setUTCHours(hour, number('m', 0), number('s', 0), number('S', 0));
  return date.getTime() - offsetMs(fields.get('X') ?? fields.get('Z') ?? fields.get('z') ?? 'Z');
}

/** Two digits mean a year between 1970 and 2069. */
function yearOf(text: string): number {
  const year = Number(text);
  if (text.length !== 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

function monthOf(text = '1'): number {
  if (/\d/.test(text)) return Number(text) - 1;
  return months.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase());
}

function offsetMs(text: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? [];
  if (hours === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * minuteMs;
}
