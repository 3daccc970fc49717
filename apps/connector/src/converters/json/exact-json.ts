import { DataError } from '../../records/data-error.ts';

/** The text of a number that a double does not hold, where `fractions` were asked for. */
export class ExactFraction {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** Every number that a double may not hold has as many characters. */
const longNumberLength = 16;
const [digitZero, digitNine, point] = [0x30, 0x39, 0x2e];
const wholeNumber = /^-?\d+$/;
const mostDigitsOfDouble = 15;

/**
 * Reads JSON without losing a digit: a whole number beyond 2^53 becomes a bigint. With `fractions`, a number with a point that
 * has more digits than a double holds becomes an `ExactFraction`.
 *
 * @throws DataError if it is not JSON
 */
export function parseJson(text: string, { fractions = false } = {}): unknown {
  try {
    if (!hasLongNumber(text, fractions)) return JSON.parse(text);
    return JSON.parse(
      text,
      (fractions ? reviveAll : reviveIntegers) as (key: string, value: unknown) => unknown,
    );
  } catch (error) {
    throw new DataError(`This is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Whether so many digits stand in a row, points counted in with `fractions`. Only every sixteenth character is looked at where there are
 * none: a regular expression looks at all, and takes longer than parsing does.
 */
function hasLongNumber(text: string, fractions: boolean): boolean {
  const isPart = (at: number): boolean => {
    const code = text.charCodeAt(at);
    return (code >= digitZero && code <= digitNine) || (fractions && code === point);
  };
  let at = longNumberLength - 1;
  while (at < text.length) {
    if (!isPart(at)) {
      at += longNumberLength;
      continue;
    }
    let start = at;
    while (isPart(start - 1)) start -= 1;
    let end = at + 1;
    while (isPart(end)) end += 1;
    if (end - start >= longNumberLength) return true;
    at = end + longNumberLength;
  }
  return false;
}

const reviveIntegers: Reviver = (_key, value, { source }) =>
  typeof value === 'number' &&
  !Number.isSafeInteger(value) &&
  source !== undefined &&
  wholeNumber.test(source)
    ? BigInt(source)
    : value;

const reviveAll: Reviver = (key, value, context) => {
  const revived = reviveIntegers(key, value, context);
  const { source } = context;
  if (typeof revived !== 'number' || source === undefined || wholeNumber.test(source)) return revived;
  return digitsOf(source) > mostDigitsOfDouble ? new ExactFraction(source) : revived;
};

function digitsOf(source: string): number {
  return source.replace(/e.*$/i, '').replaceAll(/\D/g, '').replace(/^0+/, '').length;
}

/**
 * Writes what has no schema: what JSON can say, bigints as exact numbers, bytes as base64, and numbers that are none as Kafka Connect
 * does, in quotes.
 */
export function stringifyJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? 'null' : stringifyObject(value);
    case 'undefined':
      return 'null';
    default:
      throw new DataError(`JSON has no form for a ${typeof value}.`);
  }
}

function stringifyObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(stringifyJson).join(',')}]`;
  if (value instanceof Uint8Array) return `"${base64Of(value)}"`;
  if (value instanceof ExactFraction) return value.text;
  let text = '';
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${stringifyJson(member)}`;
  }
  return `{${text}}`;
}

export function base64Of(bytes: Uint8Array): string {
  return (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)).toString('base64');
}
