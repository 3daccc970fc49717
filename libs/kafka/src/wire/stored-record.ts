import type { ReceivedRecord } from '../records.ts';
import type { StoredBatch } from './stored-batch.ts';

/** What kafkajs has of a record, as far as it or anybody here reads it. */
export interface KafkajsMessage extends Pick<ReceivedRecord, 'offset' | 'key' | 'value' | 'headers'> {
  readonly timestamp: string;
  /** Passed over, and counted as read. */
  readonly isControlRecord: boolean;
}

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
  return cutInto(RecordInLog, batch, payload);
}

/** The same for whoever reads them as a consumer does: of a header that repeats, the last one counts, as with Kafka's own `lastHeader`. */
export function receivedIn(batch: StoredBatch, payload: Buffer): (ReceivedRecord & KafkajsMessage)[] {
  return cutInto(RecordFromLog, batch, payload);
}

function cutInto<Cut>(
  Record: new (batch: BatchHead, cursor: Cursor) => Cut,
  { topic, partition, firstOffset, count, maxTimestampMs, bytes }: StoredBatch,
  payload: Buffer,
): Cut[] {
  const isAppendTime = (bytes.readInt16BE(attributesPosition) & appendTimeFlag) !== 0;
  const firstTimestampMs = Number(bytes.readBigInt64BE(firstTimestampPosition));
  const appendTimeMs = isAppendTime ? maxTimestampMs : undefined;
  const head = { topic, partition, firstOffset, firstTimestampMs, appendTimeMs };
  const cursor = new Cursor(payload);
  const records: Cut[] = [];
  for (let left = count; left > 0; left -= 1) records.push(new Record(head, cursor));
  return records;
}

interface BatchHead {
  readonly topic: string;
  readonly partition: number;
  readonly firstOffset: number;
  readonly firstTimestampMs: number;
  readonly appendTimeMs: number | undefined;
}

/**
 * Knows where its parts are, and cuts them out for whoever asks: as objects of their own, key and value would take several times as much
 * memory for as long as a record waits.
 */
abstract class CutRecord {
  readonly topic: string;
  readonly partition: number;
  readonly timestampMs: number;
  /** Of key and value. */
  readonly bytes: number;
  protected readonly at: number;
  private readonly payload: Buffer;
  private readonly keyLength: number;
  private readonly keyEnd: number;
  private readonly valueLength: number;
  private readonly valueEnd: number;

  /** Reads at the cursor, and moves it to the next record. */
  constructor({ topic, partition, firstOffset, firstTimestampMs, appendTimeMs }: BatchHead, cursor: Cursor) {
    const end = cursor.varint() + cursor.at;
    cursor.at += 1;
    const timestampMs = firstTimestampMs + cursor.varlong();
    this.topic = topic;
    this.partition = partition;
    this.timestampMs = appendTimeMs ?? timestampMs;
    this.at = firstOffset + cursor.varint();
    this.payload = cursor.buffer;
    this.keyLength = cursor.varint();
    this.keyEnd = cursor.at += Math.max(0, this.keyLength);
    this.valueLength = cursor.varint();
    this.valueEnd = cursor.at += Math.max(0, this.valueLength);
    this.bytes = Math.max(0, this.keyLength) + Math.max(0, this.valueLength);
    cursor.at = end;
  }

  get key(): Buffer | null {
    return this.cut(this.keyLength, this.keyEnd);
  }

  get value(): Buffer | null {
    return this.cut(this.valueLength, this.valueEnd);
  }

  protected headerList(): readonly StoredHeader[] {
    return this.payload[this.valueEnd] === 0 ? noHeaders : new Cursor(this.payload, this.valueEnd).headers();
  }

  private cut(length: number, end: number): Buffer | null {
    return length < 0 ? null : this.payload.subarray(end - length, end);
  }
}

class RecordInLog extends CutRecord implements StoredRecord {
  get offset(): number {
    return this.at;
  }

  get headers(): readonly StoredHeader[] {
    return this.headerList();
  }
}

class RecordFromLog extends CutRecord implements ReceivedRecord, KafkajsMessage {
  get offset(): string {
    return String(this.at);
  }

  get timestamp(): string {
    return String(this.timestampMs);
  }

  get isControlRecord(): boolean {
    return false;
  }

  get headers(): ReceivedRecord['headers'] {
    const list = this.headerList();
    if (list.length === 0) return noNames;
    return Object.fromEntries(list.map(({ name, value }) => [name, value ?? Buffer.alloc(0)]));
  }
}

const noNames: ReceivedRecord['headers'] = {};
const noHeaders: readonly StoredHeader[] = [];

class Cursor {
  readonly buffer: Buffer;
  at: number;

  constructor(buffer: Buffer, at = 0) {
    this.buffer = buffer;
    this.at = at;
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

  private bytes(): Buffer | null {
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
