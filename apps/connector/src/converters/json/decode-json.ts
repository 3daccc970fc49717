import { DataError } from '../../records/data-error.ts';
import { logicalTypes, type Schema } from '../../records/schema.ts';
import { decimalFromBytes, decimalText, scaleOf } from './decimal.ts';
import { ExactFraction } from './exact-json.ts';

export interface DecodeOptions {
  /** Whether the default of a field takes the place of null. */
  readonly replaceNullWithDefault: boolean;
}

/** Makes of parsed JSON what the schema says. It may change what it is given. */
export type Decode = (json: unknown) => unknown;

/**
 * Makes the function that reads values of a schema, once for all of them.
 *
 * @throws DataError when called with JSON that is not of the schema
 */
export function decoderOf(schema: Schema, options: DecodeOptions): Decode {
  const decode = decoderOfType(schema, options);
  const { optional, type } = schema;
  const forNull = options.replaceNullWithDefault ? (schema.default ?? null) : null;
  return (json) => {
    if (json !== null && json !== undefined) return decode(json);
    if (forNull !== null || optional) return forNull;
    throw new DataError(`Invalid null value for required ${type.toUpperCase()} field`);
  };
}

/** True if a number with a point may stand for a decimal, of which no digit is to be lost. */
export function hasDecimal(schema: Schema): boolean {
  const parts = [...(schema.fields ?? []), schema.items, schema.keys, schema.values];
  return schema.name === logicalTypes.decimal || parts.some((part) => part !== undefined && hasDecimal(part));
}

function decoderOfType(schema: Schema, options: DecodeOptions): Decode {
  switch (schema.type) {
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return decodeInteger;
    case 'float':
    case 'double':
      return decodeNumber;
    case 'boolean':
      return decodeBoolean;
    case 'string':
      return decodeString;
    case 'bytes':
      return schema.name === logicalTypes.decimal ? decimalDecoder(schema) : decodeBytes;
    case 'struct':
      return structDecoder(schema, options);
    case 'array':
      return arrayDecoder(schema, options);
    case 'map':
      return mapDecoder(schema, options);
  }
}

const decodeInteger: Decode = (json) => {
  if ((typeof json === 'number' && Number.isInteger(json)) || typeof json === 'bigint') return json;
  throw unexpected('a whole number', json);
};

const notNumbers: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

const decodeNumber: Decode = (json) => {
  if (typeof json === 'number') return json;
  if (json instanceof ExactFraction) return Number(json.text);
  if (typeof json === 'bigint') return Number(json);
  const value = notNumbers.get(json);
  if (value === undefined) throw unexpected('a number', json);
  return value;
};

const decodeBoolean: Decode = (json) => {
  if (typeof json !== 'boolean') throw unexpected('true or false', json);
  return json;
};

const decodeString: Decode = (json) => {
  if (typeof json !== 'string') throw unexpected('a string', json);
  return json;
};

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

const decodeBytes: Decode = (json) => {
  if (typeof json !== 'string' || !base64.test(json)) throw unexpected('bytes in base64', json);
  return Buffer.from(json, 'base64');
};

/** Both forms are read, whichever is configured for writing, as in Kafka Connect. */
function decimalDecoder(schema: Schema): Decode {
  const scale = scaleOf(schema.parameters);
  return (json) => {
    if (json instanceof ExactFraction) return decimalText(json.text, scale);
    if (typeof json === 'number' || typeof json === 'bigint') return decimalText(json, scale);
    return decimalFromBytes(decodeBytes(json) as Buffer, scale);
  };
}

/** In place: what was parsed belongs to nobody else. Members that the schema does not know stay where nobody looks. */
function structDecoder(schema: Schema, options: DecodeOptions): Decode {
  const fields = (schema.fields ?? []).map((field) => ({
    name: field.field,
    decode: decoderOf(field, options),
  }));
  return (json) => {
    if (!isObject(json)) throw unexpected('an object', json);
    for (const { name, decode } of fields) {
      const given = json[name];
      try {
        const value = decode(given);
        if (value !== given) json[name] = value;
      } catch (error) {
        throw inField(name, error);
      }
    }
    return json;
  };
}

function arrayDecoder(schema: Schema, options: DecodeOptions): Decode {
  const decode = schema.items === undefined ? (json: unknown) => json : decoderOf(schema.items, options);
  return (json) => {
    if (!Array.isArray(json)) throw unexpected('an array', json);
    return json.map((item) => decode(item));
  };
}

function mapDecoder(schema: Schema, options: DecodeOptions): Decode {
  const decode = schema.values === undefined ? (json: unknown) => json : decoderOf(schema.values, options);
  return (json) => {
    const entries = Array.isArray(json)
      ? json.map(pairOf)
      : isObject(json)
        ? Object.entries(json)
        : undefined;
    if (entries === undefined) throw unexpected('an object or an array of pairs', json);
    return Object.fromEntries(entries.map(([key, value]) => [key, decode(value)]));
  };
}

function pairOf(json: unknown): readonly [string, unknown] {
  if (!Array.isArray(json) || json.length !== 2) throw unexpected('a pair of key and value', json);
  return [String(json[0]), json[1]];
}

function isObject(json: unknown): json is Record<string, unknown> {
  return (
    typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof ExactFraction)
  );
}

function unexpected(expected: string, json: unknown): DataError {
  return new DataError(
    `The schema wants ${expected}, the JSON has ${Array.isArray(json) ? 'an array' : `a ${typeof json}`}.`,
  );
}

function inField(name: string, error: unknown): unknown {
  if (!(error instanceof DataError)) return error;
  return new DataError(`Field "${name}": ${error.message}`, { cause: error.cause });
}
