import { isUtf8 } from 'node:buffer';
import { DataError } from '../../records/data-error.ts';
import type { Schema } from '../../records/schema.ts';
import type { Converter, SchemaAndValue } from '../converter.ts';
import { type Encode, encoderOf, type EncodeOptions } from './encode-json.ts';
import { parseJson, stringifyJson } from './exact-json.ts';
import { schemaText } from './schema-json.ts';
import { SeenSchemas } from './seen-schemas.ts';

export interface JsonConverterOptions extends EncodeOptions {
  /** Whether the schema stands beside the value: `{"schema":…,"payload":…}`. */
  readonly hasSchemas: boolean;
}

interface Encoding {
  readonly encode: Encode;
  /** What goes before the value. */
  readonly prefix: Buffer;
}

const closingBrace = 0x7d;
const nothing: SchemaAndValue = { schema: undefined, value: null };

/** Kafka Connect's JSON converter, byte for byte, but that numbers of any size keep all their digits. */
export class JsonConverter implements Converter {
  private readonly options: JsonConverterOptions;
  private readonly encodings = new WeakMap<Schema, Encoding>();
  private readonly seen: SeenSchemas;

  constructor(options: JsonConverterOptions) {
    this.options = options;
    this.seen = new SeenSchemas(options);
  }

  toBytes(_topic: string, schema: Schema | undefined, value: unknown): Buffer | null {
    if (schema === undefined) return this.bytesWithoutSchema(value);
    const { encode, prefix } = this.encodingOf(schema);
    const text = encode(value);
    if (!this.options.hasSchemas) return Buffer.from(text);
    const bytes = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(text) + 1);
    bytes.set(prefix);
    bytes.write(text, prefix.length);
    bytes[bytes.length - 1] = closingBrace;
    return bytes;
  }

  fromBytes(topic: string, bytes: Buffer | null): SchemaAndValue {
    if (bytes === null) return nothing;
    if (!isUtf8(bytes)) throw new DataError('This is not JSON: it is not UTF-8.');
    if (this.options.hasSchemas) return this.seen.read(topic, bytes);
    if (bytes.length === 0) return nothing;
    return { schema: undefined, value: parseJson(bytes.toString()) };
  }

  private bytesWithoutSchema(value: unknown): Buffer | null {
    if (value === null || value === undefined) return null;
    const text = stringifyJson(value);
    return Buffer.from(this.options.hasSchemas ? `{"schema":null,"payload":${text}}` : text);
  }

  private encodingOf(schema: Schema): Encoding {
    const known = this.encodings.get(schema);
    if (known !== undefined) return known;
    const prefix = this.options.hasSchemas ? `{"schema":${schemaText(schema, this.options)},"payload":` : '';
    const encoding = { encode: encoderOf(schema, this.options), prefix: Buffer.from(prefix) };
    this.encodings.set(schema, encoding);
    return encoding;
  }
}
