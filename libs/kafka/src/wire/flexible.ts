import type { EncodedRequest } from '../kafkajs/internals.ts';
import { ByteReader } from './byte-reader.ts';

/**
 * The encoding of the newer versions of Kafka's requests, which kafkajs does not know: lengths as varints of one more than they are,
 * and tags at the end of every structure. Source: https://cwiki.apache.org/confluence/display/KAFKA/KIP-482
 */

/** No tagged fields. */
export const noTags = Buffer.from([0]);

/** A request of these parts. The header of such a version ends in tags too; kafkajs writes the one without. */
export function encoded(...parts: readonly Buffer[]): EncodedRequest {
  const buffer = Buffer.concat([noTags, ...parts]);
  return { buf: buffer, buffer };
}

export function int8(value: number): Buffer {
  const bytes = Buffer.alloc(1);
  bytes.writeInt8(value);
  return bytes;
}

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

export function bool(value: boolean): Buffer {
  return int8(value ? 1 : 0);
}

export function compactString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uvarint(bytes.length + 1), bytes]);
}

export function compactArray<Item>(items: readonly Item[], encode: (item: Item) => Buffer): Buffer {
  return Buffer.concat([uvarint(items.length + 1), ...items.map((item) => encode(item))]);
}

/** An array in parts, so that what is large in it is copied once only. */
export function compactParts<Item>(
  items: readonly Item[],
  partsOf: (item: Item) => readonly Buffer[],
): readonly Buffer[] {
  return [uvarint(items.length + 1), ...items.flatMap(partsOf)];
}

/** A text that is not there. */
export const nullString = Buffer.from([0]);

/** How long the bytes that follow are. */
export function compactLength(bytes: Buffer): Buffer {
  return uvarint(bytes.length + 1);
}

/** Undefined is null. */
export function nullableArray<Item>(
  items: readonly Item[] | undefined,
  encode: (item: Item) => Buffer,
): Buffer {
  return items === undefined ? uvarint(0) : compactArray(items, encode);
}

function uvarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** Reads an answer, from after the tags of its header. */
export class FlexibleReader extends ByteReader {
  constructor(buffer: Buffer, { hasHeaderTags = true } = {}) {
    super(buffer);
    if (hasHeaderTags) this.tags();
  }

  uvarint(): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = this.buffer.readUInt8(this.position);
      this.position += 1;
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return value;
      shift += 7;
    }
  }

  /** Null is empty. */
  compactString(): string {
    const length = this.uvarint() - 1;
    if (length <= 0) return '';
    this.position += length;
    return this.buffer.toString('utf8', this.position - length, this.position);
  }

  /** Null is empty. */
  array<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    for (let left = this.uvarint() - 1; left > 0; left -= 1) items.push(read());
    return items;
  }

  /** Passes over tagged fields. */
  tags(): void {
    this.eachTag(() => undefined);
  }

  /** Shows each tagged field, from its first byte on; what is not read of it is passed over. */
  eachTag(read: (tag: number) => void): void {
    for (let left = this.uvarint(); left > 0; left -= 1) {
      const tag = this.uvarint();
      const end = this.uvarint() + this.position;
      read(tag);
      this.position = end;
    }
  }
}
