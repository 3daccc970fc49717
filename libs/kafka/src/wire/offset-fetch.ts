import { apiKeys, type EncodedRequest, errorOfCode, type ProtocolCall } from '../kafkajs/internals.ts';

export interface CommittedPosition {
  /** The offset of the next record to read. */
  readonly offset: string;
  /** What was committed beside it; empty if nothing. */
  readonly metadata: string;
}

/** A partition of a topic, and what a group has committed for it; undefined if nothing. */
export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  readonly position: CommittedPosition | undefined;
}

interface TopicQuestion {
  readonly topic: string;
  readonly partitions: readonly number[];
}

interface OffsetQuestion {
  readonly group: string;
  /** Undefined: every topic that the group has committed anything for. */
  readonly topics: readonly TopicQuestion[] | undefined;
}

/** The first version that can wait for an open transaction instead of answering with what was before it. */
const version = 7;
const noTags = 0;
const notCommitted = -1n;

/**
 * Asks for committed positions, stable ones only: kafkajs's own request (version 4) answers with the old offset while a
 * transaction is still completing.
 * Source: https://kafka.apache.org/protocol#The_Messages_OffsetFetch
 */
export function offsetFetchCall(question: OffsetQuestion): ProtocolCall<readonly PartitionPosition[]> {
  return {
    request: {
      apiKey: apiKeys['OffsetFetch'] ?? 9,
      apiVersion: version,
      apiName: 'OffsetFetch',
      encode: () => Promise.resolve(encode(question)),
    },
    response: {
      decode: (payload) => Promise.resolve(decode(payload)),
      parse: (decoded) => parse(decoded as Answer),
    },
  };
}

interface Answer {
  readonly errorCode: number;
  readonly positions: readonly PartitionPosition[];
}

function encode({ group, topics }: OffsetQuestion): EncodedRequest {
  const buffer = Buffer.concat([
    // The header of this version ends in tags too; kafkajs writes the one without.
    Buffer.from([noTags]),
    compactString(group),
    uvarint(topics === undefined ? 0 : topics.length + 1),
    ...(topics ?? []).map(encodeTopic),
    Buffer.from([1, noTags]),
  ]);
  return { buf: buffer, buffer };
}

function encodeTopic({ topic, partitions }: TopicQuestion): Buffer {
  const indexes = partitions.map(int32);
  return Buffer.concat([
    compactString(topic),
    uvarint(partitions.length + 1),
    ...indexes,
    Buffer.from([noTags]),
  ]);
}

function decode(payload: Buffer): Answer {
  const reader = new Reader(payload);
  reader.skip(1 + 4);
  const positions: PartitionPosition[] = [];
  let failure = 0;
  const topics = reader.uvarint() - 1;
  for (let index = 0; index < topics; index += 1) {
    const topic = reader.compactString();
    const partitions = reader.uvarint() - 1;
    for (let count = 0; count < partitions; count += 1) {
      const partition = reader.int32();
      const offset = reader.int64();
      reader.skip(4);
      const metadata = reader.compactString();
      failure ||= reader.int16();
      reader.skip(1);
      const position = offset === notCommitted ? undefined : { offset: offset.toString(), metadata };
      positions.push({ topic, partition, position });
    }
    reader.skip(1);
  }
  return { positions, errorCode: reader.int16() || failure };
}

function parse({ errorCode, positions }: Answer): Promise<readonly PartitionPosition[]> {
  return errorCode === 0 ? Promise.resolve(positions) : Promise.reject(errorOfCode(errorCode));
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function compactString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uvarint(bytes.length + 1), bytes]);
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

class Reader {
  private position = 0;
  private readonly buffer: Buffer;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  skip(bytes: number): void {
    this.position += bytes;
  }

  int16(): number {
    this.position += 2;
    return this.buffer.readInt16BE(this.position - 2);
  }

  int32(): number {
    this.position += 4;
    return this.buffer.readInt32BE(this.position - 4);
  }

  int64(): bigint {
    this.position += 8;
    return this.buffer.readBigInt64BE(this.position - 8);
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

  compactString(): string {
    const length = this.uvarint() - 1;
    if (length <= 0) return '';
    this.position += length;
    return this.buffer.toString('utf8', this.position - length, this.position);
  }
}
