import { DataError } from '../../records/data-error.ts';

const form = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/**
 * The digits with exactly `scale` of them after the point: `decimalText('12.5', 2)` is `'12.50'`.
 *
 * @throws DataError if it is no decimal number, or if digits would be lost
 */
export function decimalText(value: unknown, scale: number): string {
  const { negative, whole, fraction } = digitsOf(value, scale);
  const text = `${whole === '' ? '0' : whole}${scale > 0 ? `.${fraction}` : ''}`;
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}

/** The number without its point, in two's complement, the highest byte first: what Connect's Decimal has for bytes. */
export function decimalToBytes(value: unknown, scale: number): Buffer {
  const { negative, whole, fraction } = digitsOf(value, scale);
  const unscaled = BigInt(`${whole}${fraction}` || '0');
  return bytesOf(negative ? -unscaled : unscaled);
}

export function decimalFromBytes(bytes: Buffer, scale: number): string {
  const unscaled =
    bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return unscaled < 0n ? `-${text}` : text;
}

/** The scale that a Decimal's schema says in its parameters. */
export function scaleOf(parameters: Readonly<Record<string, string>> | undefined): number {
  const scale = Number(parameters?.['scale'] ?? Number.NaN);
  if (!Number.isInteger(scale) || scale < 0)
    throw new DataError(
      'Invalid Decimal schema: it needs a parameter "scale" that is a whole number from 0.',
    );
  return scale;
}

interface Digits {
  readonly negative: boolean;
  readonly whole: string;
  /** As many as the scale says. */
  readonly fraction: string;
}

function digitsOf(value: unknown, scale: number): Digits {
  const text = textOf(value);
  const match = form.exec(text);
  const [, sign = '', whole = '', given = ''] = match ?? [];
  if (match === null || whole + given === '') throw new DataError(`${text} is not a decimal number.`);
  if (/[^0]/.test(given.slice(scale)))
    throw new DataError(`${text} has more digits after the point than its schema's scale of ${scale}.`);
  return { negative: sign === '-', whole, fraction: given.slice(0, scale).padEnd(scale, '0') };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && Math.abs(value) < 1e21)
    return /e/.test(String(value)) ? value.toFixed(20) : String(value);
  throw new DataError(`A decimal number was expected, not a value of type ${typeof value}.`);
}

function bytesOf(unscaled: bigint): Buffer {
  let length = 1;
  while (BigInt.asIntN(length * 8, unscaled) !== unscaled) length += 1;
  return Buffer.from(
    BigInt.asUintN(length * 8, unscaled)
      .toString(16)
      .padStart(length * 2, '0'),
    'hex',
  );
}
