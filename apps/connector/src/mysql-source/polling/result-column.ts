import type { FieldPacket } from 'mysql2';
import type { SourceColumn } from '../values/row-mapper.ts';

const flags = { notNull: 1, unsigned: 32, enum: 256, set: 2048 };
const binaryCharset = 63;
/** Of FLOAT and DOUBLE without a fixed number of them. */
const anyDigits = 31;

const plainWords: Readonly<Record<number, string>> = {
  1: 'tinyint',
  2: 'smallint',
  3: 'int',
  4: 'float',
  5: 'double',
  8: 'bigint',
  9: 'mediumint',
  10: 'date',
  13: 'year',
  14: 'date',
  245: 'json',
  255: 'geometry',
};
const temporalWords: Readonly<Record<number, string>> = { 7: 'timestamp', 11: 'time', 12: 'datetime' };

/** A column of a result as a table would have it. What ENUM and SET allow is not said in a result: they are text. */
export function columnOfField(field: FieldPacket): SourceColumn {
  const bits = Number(field.flags ?? 0);
  return { name: field.name, type: typeText(field, bits), nullable: (bits & flags.notNull) === 0 };
}

function typeText(field: FieldPacket, bits: number): string {
  const type = field.type ?? field.columnType ?? 0;
  const digits = field.decimals === anyDigits ? 0 : (field.decimals ?? 0);
  const length = field.columnLength ?? 0;
  const unsigned = (bits & flags.unsigned) === 0 ? '' : ' unsigned';
  const word = plainWords[type];
  if (word !== undefined) return `${word}${unsigned}`;
  const temporal = temporalWords[type];
  if (temporal !== undefined) return digits === 0 ? temporal : `${temporal}(${digits})`;
  switch (type) {
    case 0:
    case 246: {
      const precision = length - (digits > 0 ? 1 : 0) - (unsigned === '' ? 1 : 0);
      return `decimal(${precision},${digits})${unsigned}`;
    }
    case 16:
      return `bit(${length})`;
    case 242:
      return 'vector';
    default:
      return field.characterSet === binaryCharset && (bits & (flags.enum | flags.set)) === 0
        ? 'blob'
        : 'text';
  }
}
