import type { EncodedRequest } from '../kafkajs/internals.ts';
import { ByteReader } from './byte-reader.ts';
import { int32 } from './flexible.ts';

/** The encoding of the older versions of Kafka's requests: lengths as they are, no tags. */
export function plain(...parts: readonly Buffer[]): EncodedRequest {
  const buffer = Buffer.concat(parts);
  return { buf: buffer, buffer };
}

export function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

export function nullableString(text: string | null): Buffer {
  return text === null ? Buffer.from([0xff, 0xff]) : string(text);
}

export function array<Item>(items: readonly Item[], encode: (item: Item) => Buffer): Buffer {
  return Buffer.concat([int32(items.length), ...items.map((item) => encode(item))]);
}

/** Reads an answer. */
export class PlainReader extends ByteReader {
  /** Null is empty. */
  string(): string {
    return this.bytes(this.int16()).toString();
  }

  /** As they stand in the answer, not copied; none if the length is negative. */
  bytes(length: number): Buffer {
    if (length <= 0) return this.buffer.subarray(0, 0);
    this.position += length;
    return this.buffer.subarray(this.position - length, this.position);
  }

  /** Null is empty. */
  array<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    for (let left = this.int32(); left > 0; left -= 1) items.push(read());
    return items;
  }
}
