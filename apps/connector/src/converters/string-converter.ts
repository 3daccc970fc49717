import { DataError } from '../records/data-error.ts';
import type { Schema } from '../records/schema.ts';
import type { Converter, SchemaAndValue } from './converter.ts';
import { stringifyJson } from './json/exact-json.ts';

const optionalString: Schema = { type: 'string', optional: true };

/** Text as it is. What is no text is written as Java writes numbers and truth values, and as JSON where Java has a form of its own. */
export class StringConverter implements Converter {
  toBytes(_topic: string, _schema: Schema | undefined, value: unknown): Buffer | null {
    if (value === null || value === undefined) return null;
    if (value instanceof Uint8Array) return Buffer.from(value);
    return Buffer.from(typeof value === 'string' ? value : stringifyJson(value));
  }

  fromBytes(_topic: string, bytes: Buffer | null): SchemaAndValue {
    return { schema: optionalString, value: bytes === null ? null : bytes.toString() };
  }
}

const optionalBytes: Schema = { type: 'bytes', optional: true };

/** Bytes as they are. */
export class ByteArrayConverter implements Converter {
  toBytes(_topic: string, schema: Schema | undefined, value: unknown): Buffer | null {
    if (schema !== undefined && schema.type !== 'bytes')
      throw new DataError(`Invalid schema type for ByteArrayConverter: ${schema.type.toUpperCase()}`);
    if (value === null || value === undefined) return null;
    if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length);
    throw new DataError(`ByteArrayConverter is not compatible with values of type ${typeof value}`);
  }

  fromBytes(_topic: string, bytes: Buffer | null): SchemaAndValue {
    return { schema: optionalBytes, value: bytes };
  }
}
