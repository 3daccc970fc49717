import { apiKeys, type EncodedRequest, errorOfCode, type ProtocolCall } from '../kafkajs/internals.ts';

export interface CommittedPosition {
  /** The offset of the next record to read. */
  readonly offset: string;
  /** What was committed beside it; empty if nothing. */
  readonly metadata: string;
}

interface OffsetQuestion {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

/** The first version that can wait for an open transaction instead of answering with what was before it. */
const version = 7;
const noTags = 0;
const notCommitted = -1n;

/**
 * Asks for a committed position, stable ones only: kafkajs's own request (version 4) answers with the old offset while a
 * transaction is still completing.
 * Source: https://kafka.apache.org/protocol#The_Messages_OffsetFetch
 */
export function offsetFetchCall(question: OffsetQuestion): ProtocolCall<CommittedPosition | undefined> {
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
  readonly offset: bigint;
  readonly metadata: string;
}

function encode({ group, topic, partition }: OffsetQuestion): EncodedRequest {
  const index = Buffer.alloc(4);
  index.writeInt32BE(partition);
  const buffer = Buffer.concat([
    // The header of this version ends in tags too; kafkajs writes the one without.
    Buffer.from([noTags]),
    compactString(group),
    uvarint(2),
    compactString(topic),
    uvarint(2),
    index,
    Buffer.from([noTags, 1, noTags]),
  ]);
  return { buf: buffer, buffer };
}

function decode(payload: Buffer): Answer {
  const reader = new Reader(payload);
  reader.skip(1 + 4);
  const topics = reader.uvarint() - 1;
  let answer: Answer = { errorCode: 0, offset: notCommitted, metadata: '' };
  for (let topic = 0; topic < topics; topic += 1) {
    reader.skip(reader.uvarint() - 1);
    const partitions = reader.uvarint() - 1;
    for (let partition = 0; partition < partitions; partition += 1) {
      reader.skip(4);
      const offset = reader.int64();
      reader.skip(4);
      const metadata = reader.compactString();
      answer = { offset, metadata, errorCode: reader.int16() };
      reader.skip(1);
    }
    reader.skip(1);
  }
  const errorCode = reader.int16();
  return errorCode === 0 ? answer : { ...answer, errorCode };
}

function parse({ errorCode, offset, metadata }: Answer): Promise<CommittedPosition | undefined> {
  if (errorCode !== 0) return Promise.reject(errorOfCode(errorCode));
  return Promise.resolve(offset === notCommitted ? undefined : { offset: offset.toString(), metadata });
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
