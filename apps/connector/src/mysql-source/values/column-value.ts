import { binaryJsonText } from '@payments/binlog';
import { logicalTypes, type Schema, type SchemaType } from '../../records/schema.ts';
import { type ColumnType, isGeometry, parseColumnType } from './column-type.ts';
import { decimalValue } from './decimal-value.ts';
import { shortestFloat } from './float32.ts';
import type { Handling } from './handling.ts';
import { isTemporal, temporalValue } from './temporal-value.ts';
import { type ColumnValue, schemaOf } from './value-schema.ts';

/** A column has a type that has no place in a record. */
export class UnsupportedColumnError extends Error {
  override readonly name = 'UnsupportedColumnError';
}

/**
 * Says how the values of a type are written, from what the binlog or a query gives for them.
 *
 * @param typeText as MySQL writes the type, for example `bigint unsigned`
 * @throws UnsupportedColumnError
 */
export function columnValue(column: string, typeText: string, handling: Handling): ColumnValue {
  const type = parseColumnType(typeText);
  if (isTemporal(type)) return temporalValue(type, handling.time);
  if (isGeometry(type)) return geometryValue(type);
  const plain = plainTypes[type.word];
  if (plain !== undefined)
    return { schema: schemaOf(type.unsigned ? plain.unsigned : plain.signed), convert: undefined };
  switch (type.word) {
    case 'bigint':
      return type.unsigned ? unsignedBigint(handling) : { schema: schemaOf('int64'), convert: exactInteger };
    case 'decimal':
      return decimalValue(type, handling.decimal);
    case 'float':
      return { schema: schemaOf('float'), convert: shortestFloat };
    case 'year':
      return { schema: schemaOf('int32', 'io.debezium.time.Year'), convert: yearValue };
    case 'bit':
      return bitValue(type.sizes[0] ?? 1);
    case 'enum':
      return { schema: wordSchema('io.debezium.data.Enum', type), convert: enumValue };
    case 'set':
      return { schema: wordSchema('io.debezium.data.EnumSet', type), convert: undefined };
    case 'json':
      return { schema: schemaOf('string', 'io.debezium.data.Json'), convert: jsonValue };
    default:
      break;
  }
  if (/^(char|varchar|(tiny|medium|long)?text)$/.test(type.word)) {
    return { schema: schemaOf('string'), convert: undefined };
  }
  if (/^(binary|varbinary|(tiny|medium|long)?blob)$/.test(type.word)) return binaryValue(handling.binary);
  throw new UnsupportedColumnError(
    `The column ${column} has the type ${type.word.toUpperCase()}, which has no place in a record.`,
  );
}

const plainTypes: Readonly<Record<string, { readonly signed: SchemaType; readonly unsigned: SchemaType }>> = {
  tinyint: { signed: 'int16', unsigned: 'int16' },
  smallint: { signed: 'int16', unsigned: 'int32' },
  mediumint: { signed: 'int32', unsigned: 'int32' },
  int: { signed: 'int32', unsigned: 'int64' },
  double: { signed: 'double', unsigned: 'double' },
};

function unsignedBigint({ bigintUnsigned }: Handling): ColumnValue {
  switch (bigintUnsigned) {
    case 'long':
      return { schema: schemaOf('int64'), convert: exactInteger };
    case 'precise':
      return { schema: schemaOf('bytes', logicalTypes.decimal, { scale: '0' }), convert: String };
    case 'string':
      return { schema: schemaOf('string'), convert: String };
  }
}

function exactInteger(raw: number | string): number | bigint {
  return typeof raw === 'number' ? raw : BigInt(raw);
}

/** The year 0000 has the byte that would be 1900, which YEAR cannot hold. */
function yearValue(raw: number): number {
  return raw === 1900 ? 0 : raw;
}

/** Debezium's form: a single bit is true or false, more of them are bytes with the lowest first. */
function bitValue(length: number): ColumnValue {
  if (length === 1) return { schema: schemaOf('boolean'), convert: (raw: Buffer) => raw[0] === 1 };
  return {
    schema: schemaOf('bytes', 'io.debezium.data.Bits', { length: String(length) }),
    convert: (raw: Buffer) => Buffer.from(raw.toReversed()),
  };
}

function wordSchema(name: string, { words }: ColumnType): Schema {
  return schemaOf('string', name, { allowed: words.join(',') });
}

/** A word that was not allowed is kept as number 0, which is the empty word. */
function enumValue(raw: string | undefined): string {
  return raw ?? '';
}

function jsonValue(raw: Buffer | string): string {
  return typeof raw === 'string' ? raw : binaryJsonText(raw);
}

function binaryValue(form: Handling['binary']): ColumnValue {
  switch (form) {
    case 'bytes':
      return { schema: schemaOf('bytes'), convert: undefined };
    case 'base64':
      return { schema: schemaOf('string'), convert: (raw: Buffer) => raw.toString('base64') };
    case 'base64-url-safe':
      return { schema: schemaOf('string'), convert: (raw: Buffer) => raw.toString('base64url') };
    case 'hex':
      return { schema: schemaOf('string'), convert: (raw: Buffer) => raw.toString('hex') };
  }
}

const sridBytes = 4;

/** MySQL keeps the number of the reference system before the well-known bytes of the shape. */
function geometryValue({ word }: ColumnType): ColumnValue {
  const name = word === 'point' ? 'io.debezium.data.geometry.Point' : 'io.debezium.data.geometry.Geometry';
  const fields = [
    ...(word === 'point'
      ? [
          { ...schemaOf('double'), field: 'x' },
          { ...schemaOf('double'), field: 'y' },
        ]
      : []),
    { ...schemaOf('bytes'), optional: true, field: 'wkb' },
    { ...schemaOf('int32'), optional: true, field: 'srid' },
  ];
  return {
    schema: { ...schemaOf('struct', name), fields },
    convert: (raw: Buffer) => ({
      ...(word === 'point' ? pointOf(raw) : {}),
      wkb: raw.subarray(sridBytes),
      srid: raw.readUInt32LE(0),
    }),
  };
}

/** After the reference system, the byte order (MySQL's is always little-endian) and the kind of shape. */
function pointOf(raw: Buffer): { readonly x: number; readonly y: number } {
  return { x: raw.readDoubleLE(sridBytes + 5), y: raw.readDoubleLE(sridBytes + 13) };
}
