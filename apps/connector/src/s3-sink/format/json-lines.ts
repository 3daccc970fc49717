import { isUtf8 } from 'node:buffer';
import { envelopeStart } from '@payments/archive';
import { type Converter, createConverters } from '../../converters/converters.ts';
import type { SinkRecord } from '../../records/connect-record.ts';
import { BlockBuffer, type BlockBufferOptions } from './block-buffer.ts';
import type { ObjectEncoder } from './object-encoder.ts';

export interface JsonLinesOptions extends BlockBufferOptions {
  readonly toJson: ToJson;
  readonly withMetadata: boolean;
}

/** A value as JSON on one line, and whether that is byte for byte what stood in the topic. */
export type ToJson = (record: SinkRecord) => { readonly json: Buffer; readonly isExact: boolean };

const newline = 0x0a;
const carriageReturn = 0x0d;
const lineEnd = Buffer.from('\n');
const envelopeEnd = Buffer.from('}\n');
const nothing = Buffer.from('null');

/** One record a line. */
export class JsonLines implements ObjectEncoder {
  private readonly buffer: BlockBuffer;
  private readonly options: JsonLinesOptions;

  constructor(options: JsonLinesOptions) {
    this.options = options;
    this.buffer = new BlockBuffer(options);
  }

  add(record: SinkRecord): void {
    const { json, isExact } = this.options.toJson(record);
    if (this.options.withMetadata) {
      const { key, value, headers, timestampMs } = record.original;
      const { partition, offset } = record;
      this.buffer.appendText(envelopeStart({ partition, offset, timestampMs, key, value, headers }, isExact));
      this.buffer.append(json);
      this.buffer.append(envelopeEnd);
    } else {
      this.buffer.append(json);
      this.buffer.append(lineEnd);
    }
    this.buffer.endRecord();
  }

  finish(): Promise<Buffer> {
    return this.buffer.finish();
  }
}

/**
 * Writes values as Connect's JSON converter does without schemas. With `isUntouched`, what the topic has is
 * JSON that no converter and no transform changes: it is taken as it stands, if it stands on one line.
 */
export function valueToJson(isUntouched: boolean, decimalFormat: string): ToJson {
  const converter = jsonConverter(decimalFormat);
  const converted = (record: SinkRecord): Buffer =>
    converter.toBytes(record.topic, record.valueSchema, record.value) ?? nothing;
  return (record) => {
    const { value } = record.original;
    if (record.value === null) return { json: nothing, isExact: false };
    if (isUntouched && value !== null && isOneLine(value)) return { json: value, isExact: true };
    const json = converted(record);
    return { json, isExact: value !== null && json.equals(value) };
  };
}

function jsonConverter(decimalFormat: string): Converter {
  return createConverters({
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'value.converter.decimal.format': decimalFormat,
  }).value;
}

function isOneLine(bytes: Buffer): boolean {
  return !bytes.includes(newline) && !bytes.includes(carriageReturn) && isUtf8(bytes);
}
