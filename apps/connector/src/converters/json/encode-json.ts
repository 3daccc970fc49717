import { DataError } from '../../records/data-error.ts';
import { logicalTypes, type Schema } from '../../records/schema.ts';
import { decimalText, decimalToBytes, scaleOf } from './decimal.ts';
import { base64Of, stringifyJson } from './exact-json.ts';
import { plainStructWriter } from './plain-struct.ts';

/** How values are written. */
export interface EncodeOptions {
  /** Decimals as base64 of their bytes, as is Kafka Connect's default, or as JSON numbers. */
  readonly decimalFormat: 'BASE64' | 'NUMERIC';
  /** Whether the default of a field takes the place of null. */
  readonly replaceNullWithDefault: boolean;
}

/** Writes a value as JSON. */
export type Encode = (value: unknown) => string;

/**
 * Makes the function that writes values of a schema, once for all of them.
 *
 * @throws DataError when called with a value that is not of the schema
 */
export function encoderOf(schema: Schema, options: EncodeOptions): Encode {
  const encode = encoderOfType(schema, options);
  const forNull = textForNull(schema, encode, options);
  return (value) => {
    if (value !== null && value !== undefined) return encode(value);
    if (forNull !== undefined) return forNull;
    throw new DataError('Conversion error: null value for field that is required and has no default value');
  };
}

/** A field's default as JSON. */
export function encodedDefault(schema: Schema, options: EncodeOptions): string | undefined {
  if (schema.default === undefined || schema.default === null) return undefined;
  return encoderOfType(schema, options)(schema.default);
}

function textForNull(schema: Schema, encode: Encode, options: EncodeOptions): string | undefined {
  if (schema.default !== undefined && schema.default !== null && options.replaceNullWithDefault)
    return encode(schema.default);
  return schema.optional ? 'null' : undefined;
}

function encoderOfType(schema: Schema, options: EncodeOptions): Encode {
  switch (schema.type) {
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return encodeInteger;
    case 'float':
      return encodeFloat;
    case 'double':
      return encodeDouble;
    case 'boolean':
      return encodeBoolean;
    case 'string':
      return encodeString;
    case 'bytes':
      return schema.name === logicalTypes.decimal ? decimalEncoder(schema, options) : encodeBytes;
    case 'struct':
      return structEncoder(schema, options);
    case 'array':
      return arrayEncoder(schema, options);
    case 'map':
      return mapEncoder(schema, options);
  }
}

const encodeInteger: Encode = (value) => {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1e21) return `${value}`;
  if (typeof value === 'bigint') return value.toString();
  throw unexpected('a whole number', value);
};

const encodeDouble: Encode = (value) => {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'number') throw unexpected('a number', value);
  if (!Number.isFinite(value)) return `"${value}"`;
  return withPoint(String(value));
};

/** Java's float has fewer digits: 0.1 is written as 0.1, not as the double nearest to it. */
const encodeFloat: Encode = (value) => {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.fround(value) !== value)
    return encodeDouble(value);
  for (let digits = 6; digits <= 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return withPoint(String(shorter));
  }
  return withPoint(String(value));
};

/** As in Java: readers that guess types see that it is no integer. */
function withPoint(text: string): string {
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

const encodeBoolean: Encode = (value) => {
  if (typeof value !== 'boolean') throw unexpected('true or false', value);
  return value ? 'true' : 'false';
};

const encodeString: Encode = (value) => {
  if (typeof value !== 'string') throw unexpected('a string', value);
  return plainText.test(value) ? `"${value}"` : JSON.stringify(value);
};

/** Nothing in it has to be escaped: asking is quicker than escaping, and nearly all text is like this. */
const plainText = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

const encodeBytes: Encode = (value) => {
  if (!(value instanceof Uint8Array)) throw unexpected('bytes', value);
  return `"${base64Of(value)}"`;
};

function decimalEncoder(schema: Schema, { decimalFormat }: EncodeOptions): Encode {
  const scale = scaleOf(schema.parameters);
  return decimalFormat === 'NUMERIC'
    ? (value) => decimalText(value, scale)
    : (value) => `"${decimalToBytes(value, scale).toString('base64')}"`;
}

function structEncoder(schema: Schema, options: EncodeOptions): Encode {
  const fields = (schema.fields ?? []).map((field, index) => ({
    name: field.field,
    label: `${index === 0 ? '' : ','}${JSON.stringify(field.field)}:`,
    encode: encoderOf(field, options),
  }));
  const writePlain = plainStructWriter(schema);
  return (value) => {
    if (typeof value !== 'object') throw unexpected('a struct', value);
    const plain = writePlain?.(value as object);
    if (plain !== undefined) return plain;
    const struct = value as Readonly<Record<string, unknown>>;
    let text = '{';
    for (const field of fields) {
      try {
        text += field.label + field.encode(struct[field.name]);
      } catch (error) {
        throw inField(field.name, error);
      }
    }
    return `${text}}`;
  };
}

function arrayEncoder(schema: Schema, options: EncodeOptions): Encode {
  const encode = schema.items === undefined ? stringifyJson : encoderOf(schema.items, options);
  return (value) => {
    if (!Array.isArray(value)) throw unexpected('an array', value);
    return `[${value.map((item) => encode(item)).join(',')}]`;
  };
}

/** With strings for keys it is an object, else an array of pairs. */
function mapEncoder(schema: Schema, options: EncodeOptions): Encode {
  const encode = schema.values === undefined ? stringifyJson : encoderOf(schema.values, options);
  const { keys } = schema;
  const isObject = keys === undefined || (keys.type === 'string' && !keys.optional);
  return (value) => {
    if (typeof value !== 'object') throw unexpected('a map', value);
    const entries = Object.entries(value as object);
    return isObject
      ? `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${encode(each)}`).join(',')}}`
      : `[${entries.map(([name, each]) => `[${encodeMapKey(keys, name)},${encode(each)}]`).join(',')}]`;
  };
}

/** In memory the keys of a map are text. */
function encodeMapKey(schema: Schema, key: string): string {
  return schema.type === 'string' ? JSON.stringify(key) : key;
}

function unexpected(expected: string, value: unknown): DataError {
  const given = Array.isArray(value)
    ? 'an array'
    : value instanceof Uint8Array
      ? 'bytes'
      : `a ${typeof value}`;
  return new DataError(`The schema wants ${expected}, the value is ${given}.`);
}

function inField(name: string, error: unknown): unknown {
  if (!(error instanceof DataError)) return error;
  return new DataError(`Field "${name}": ${error.message}`, { cause: error.cause });
}
