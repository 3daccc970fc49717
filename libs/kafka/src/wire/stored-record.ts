import type { ReceivedRecord } from '../records.ts';
import type { StoredBatch } from './stored-batch.ts';

export interface StoredHeader {
  readonly name: string;
  readonly value: Buffer | null;
}

/** A record as it stands in the log. Its bytes are parts of the batch they were fetched with: who keeps them keeps all of it. */
export interface StoredRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Names may repeat. */
  readonly headers: readonly StoredHeader[];
}

const attributesPosition = 21;
const firstTimestampPosition = 27;
const appendTimeFlag = 0x08;

/** The records of a batch, from its payload, in their order. */
export function recordsIn(batch: StoredBatch, payload: Buffer): StoredRecord[] {
  const { topic, partition, firstOffset, count, maxTimestampMs, bytes } = batch;
  const isAppendTime = (bytes.readInt16BE(attributesPosition) & appendTimeFlag) !== 0;
  const firstTimestampMs = Number(bytes.readBigInt64BE(firstTimestampPosition));
  const cursor = new Cursor(payload);
  const records: StoredRecord[] = [];
  for (let left = count; left > 0; left -= 1) {
    const end = cursor.varint() + cursor.at;
    cursor.at += 1;
    const timestampMs = firstTimestampMs + cursor.varlong();
    const offset = firstOffset + cursor.varint();
    const [key, value] = [cursor.bytes(), cursor.bytes()];
    const headers = cursor.headers();
    records.push({
      topic,
      partition,
      offset,
      timestampMs: isAppendTime ? maxTimestampMs : timestampMs,
      key,
      value,
      headers,
    });
    cursor.at = end;
  }
  return records;
}

/** The same for whoever reads a record as from a consumer: of a header that repeats, the last one counts. */
export function receivedFrom({ offset, headers, ...record }: StoredRecord): ReceivedRecord {
  const named = headers.map(({ name, value }) => [name, value ?? Buffer.alloc(0)] as const);
  return { ...record, offset: String(offset), headers: Object.fromEntries(named) };
}

const noHeaders: readonly StoredHeader[] = [];

class Cursor {
  at = 0;
  private readonly buffer: Buffer;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  varint(): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = this.buffer[this.at] ?? 0;
      this.at += 1;
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return (value >>> 1) ^ -(value & 1);
      shift += 7;
    }
  }

  /** Of times, whose differences may need more than 32 bits. */
  varlong(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.buffer[this.at] ?? 0;
      this.at += 1;
      value += (byte & 0x7f) * scale;
      if ((byte & 0x80) === 0) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      scale *= 128;
    }
  }

  bytes(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }

  headers(): readonly StoredHeader[] {
    const count = this.varint();
    if (count === 0) return noHeaders;
    return Array.from({ length: count }, () => {
      const name = this.bytes()?.toString() ?? '';
      return { name, value: this.bytes() };
    });
  }
}
