import { isUtf8 } from 'node:buffer';
import type { Bytes, RecordHeader } from '@payments/console-api';
import { type Static, Type } from 'typebox';

/** Bytes as they are, control characters kept: as text if they are that, else in base64. */
export function bytesView(bytes: Buffer): Bytes;
export function bytesView(bytes: Buffer | null): Bytes | null;
export function bytesView(bytes: Buffer | null): Bytes | null {
  if (bytes === null) return null;
  return isUtf8(bytes) ? { text: bytes.toString() } : { base64: bytes.toString('base64') };
}

/** At most `most` bytes of a value; a character that would be cut through is left out. */
export function cutView(bytes: Buffer | null, most: number): Bytes | null {
  if (bytes === null || bytes.length <= most) return bytesView(bytes);
  let end = most;
  // The bytes of a character after its first begin with 10.
  while (end > most - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytesView(bytes.subarray(0, end));
}

export const bytesSchema = Type.Union([
  Type.Object({ text: Type.String() }, { additionalProperties: false }),
  Type.Object(
    { base64: Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$' }) },
    { additionalProperties: false },
  ),
]);
export const nullableBytesSchema = Type.Union([bytesSchema, Type.Null()]);
export const headersSchema = Type.Array(
  Type.Object(
    { name: Type.String({ minLength: 1, maxLength: 1_000 }), value: nullableBytesSchema },
    { additionalProperties: false },
  ),
  { maxItems: 200 },
);

export function bytesOf(given: Static<typeof nullableBytesSchema>): Buffer | null {
  if (given === null) return null;
  return 'text' in given ? Buffer.from(given.text) : Buffer.from(given.base64, 'base64');
}

/** Of a name that comes more than once, the last value is sent. */
export function headersOf(given: Static<typeof headersSchema> = []): Record<string, Buffer> {
  return Object.fromEntries(given.map(({ name, value }) => [name, bytesOf(value) ?? Buffer.alloc(0)]));
}

export function headersView(headers: Readonly<Record<string, Buffer>>): RecordHeader[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value: bytesView(value) }));
}
