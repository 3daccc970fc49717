import type { SinkRecord } from '../../records/connect-record.ts';
import { DataError } from '../../records/data-error.ts';
import { BlockBuffer, type BlockBufferOptions } from './block-buffer.ts';
import type { ObjectEncoder } from './object-encoder.ts';

export interface RawBytesOptions extends BlockBufferOptions {
  readonly separator: string;
}

/** The bytes of values, each followed by a separator. */
export class RawBytes implements ObjectEncoder {
  private readonly buffer: BlockBuffer;
  private readonly separator: Buffer;

  constructor(options: RawBytesOptions) {
    this.buffer = new BlockBuffer(options);
    this.separator = Buffer.from(options.separator);
  }

  add({ value }: SinkRecord): void {
    if (typeof value === 'string') this.buffer.appendText(value);
    else if (Buffer.isBuffer(value)) this.buffer.append(value);
    else
      throw new DataError(
        'ByteArrayFormat writes bytes, and this value is something else: ' +
          'set value.converter to org.apache.kafka.connect.converters.ByteArrayConverter.',
      );
    this.buffer.append(this.separator);
    this.buffer.endRecord();
  }

  finish(): Promise<Buffer> {
    return this.buffer.finish();
  }
}
