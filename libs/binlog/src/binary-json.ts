import { opaqueText } from './binary-json-values.ts';

/**
 * The text of a JSON document as MySQL itself prints it, from the bytes it keeps it as: every digit of integers and decimals, members in
 * the server's order.
 *
 * @throws RangeError if the bytes are not a document
 * @example
 * binaryJsonText(row['details'] as Buffer); // {"a": [1, 9007199254740993, 1.50]}
 */
export function binaryJsonText(document: Buffer): string {
  // What is not there, MySQL takes for null: an empty document is left behind by some changes of a column.
  if (document.length === 0) return 'null';
  return valueText(document, document.readUInt8(0), 1);
}

const types = {
  smallObject: 0,
  largeObject: 1,
  smallArray: 2,
  largeArray: 3,
  literal: 4,
  int16: 5,
  uint16: 6,
  int32: 7,
  uint32: 8,
  int64: 9,
  uint64: 10,
  double: 11,
  string: 12,
  opaque: 15,
} as const;

const literals = ['null', 'true', 'false'];

/** Text of the value of a type whose bytes begin at an offset. */
function valueText(bytes: Buffer, type: number, offset: number): string {
  switch (type) {
    case types.smallObject:
      return containerText(bytes, offset, { isObject: true, isLarge: false });
    case types.largeObject:
      return containerText(bytes, offset, { isObject: true, isLarge: true });
    case types.smallArray:
      return containerText(bytes, offset, { isObject: false, isLarge: false });
    case types.largeArray:
      return containerText(bytes, offset, { isObject: false, isLarge: true });
    case types.literal:
      return literals[bytes.readUInt8(offset)] ?? 'null';
    case types.int16:
      return String(bytes.readInt16LE(offset));
    case types.uint16:
      return String(bytes.readUInt16LE(offset));
    case types.int32:
      return String(bytes.readInt32LE(offset));
    case types.uint32:
      return String(bytes.readUInt32LE(offset));
    case types.int64:
      return String(bytes.readBigInt64LE(offset));
    case types.uint64:
      return String(bytes.readBigUInt64LE(offset));
    case types.double:
      return doubleText(bytes.readDoubleLE(offset));
    case types.string:
      return JSON.stringify(sizedBytes(bytes, offset).toString('utf8'));
    case types.opaque:
      return opaqueText(bytes.readUInt8(offset), sizedBytes(bytes, offset + 1));
    default:
      throw new RangeError(`No JSON document has a value of type ${type}.`);
  }
}

interface Container {
  readonly isObject: boolean;
  /** Counts and offsets have four bytes, not two. */
  readonly isLarge: boolean;
}

/** Count and size; then, of an object, where each name is; then each value's type and where it is, or itself if it is short. */
function containerText(bytes: Buffer, start: number, { isObject, isLarge }: Container): string {
  const width = isLarge ? 4 : 2;
  const read = (offset: number): number =>
    isLarge ? bytes.readUInt32LE(offset) : bytes.readUInt16LE(offset);
  const count = read(start);
  const names = start + 2 * width;
  const values = isObject ? names + count * (width + 2) : names;
  const parts: string[] = [];
  for (let index = 0; index < count; index++) {
    const entry = values + index * (width + 1);
    const type = bytes.readUInt8(entry);
    const at = isInline(type, isLarge) ? entry + 1 : start + read(entry + 1);
    const value = valueText(bytes, type, at);
    if (!isObject) {
      parts.push(value);
      continue;
    }
    const nameEntry = names + index * (width + 2);
    const nameStart = start + read(nameEntry);
    const name = bytes.toString('utf8', nameStart, nameStart + bytes.readUInt16LE(nameEntry + width));
    parts.push(`${JSON.stringify(name)}: ${value}`);
  }
  return isObject ? `{${parts.join(', ')}}` : `[${parts.join(', ')}]`;
}

function isInline(type: number, isLarge: boolean): boolean {
  if (type === types.literal || type === types.int16 || type === types.uint16) return true;
  return isLarge && (type === types.int32 || type === types.uint32);
}

/** Bytes that have their length before them, seven bits of it a byte. */
function sizedBytes(bytes: Buffer, start: number): Buffer {
  let length = 0;
  let offset = start;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes.readUInt8(offset++);
    length += (byte & 0x7f) * factor;
    if (byte < 0x80) break;
  }
  return bytes.subarray(offset, offset + length);
}

/** Above 10^15 and below 10^-15 MySQL writes an exponent, and a number without either point or exponent gets a `.0`. */
function doubleText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= 15 || exponent < -15) return `${mantissa}e${exponent}`;
  const digits = mantissa.replace(/[-.]/g, '');
  const sign = value < 0 ? '-' : '';
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}
