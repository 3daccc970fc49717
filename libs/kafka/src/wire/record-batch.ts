import { crc32c } from '@node-rs/crc32';
import type { OutgoingHeader, OutgoingRecord } from '../records.ts';

/** Who writes a batch, and where in its sequence of records for the partition the batch begins. */
export interface BatchOrigin {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly transactional: boolean;
  /** Milliseconds since the epoch, for records without a time of their own. */
  readonly nowMs: number;
}

/** Bytes of a batch before its first record. */
export const batchHeaderBytes = 61;
const magic = 2;
const transactionalFlag = 0x10;
const crcPosition = 17;
const attributesPosition = 21;
/** Varints of a record and its attributes, at the most. */
const recordOverheadBytes = 36;
const headerOverheadBytes = 10;

/** An upper bound of the bytes a record takes in a batch. */
export function recordBytes({ key, value, headers }: OutgoingRecord): number {
  let bytes = recordOverheadBytes + byteLength(key) + byteLength(value);
  for (const { name, value: header } of headerList(headers))
    bytes += headerOverheadBytes + Buffer.byteLength(name) + byteLength(header);
  return bytes;
}

/** A batch of records, uncompressed, in message format 2: the bytes that stand in a produce request and in the log. */
export function encodeRecordBatch(records: readonly OutgoingRecord[], origin: BatchOrigin): Buffer {
  let capacity = batchHeaderBytes;
  for (const record of records) capacity += recordBytes(record);
  const buffer = Buffer.allocUnsafe(capacity);
  const firstTimestampMs = records[0]?.timestampMs ?? origin.nowMs;
  let maxTimestampMs = firstTimestampMs;
  let position = batchHeaderBytes;
  for (const [index, record] of records.entries()) {
    const timestampMs = record.timestampMs ?? origin.nowMs;
    if (timestampMs > maxTimestampMs) maxTimestampMs = timestampMs;
    position = writeRecord(buffer, position, {
      record,
      index,
      timestampDelta: timestampMs - firstTimestampMs,
    });
  }
  const batch = buffer.subarray(0, position);
  writeHeader(batch, { ...origin, count: records.length, firstTimestampMs, maxTimestampMs });
  return batch;
}

interface BatchHeader extends BatchOrigin {
  readonly count: number;
  readonly firstTimestampMs: number;
  readonly maxTimestampMs: number;
}

function writeHeader(batch: Buffer, header: BatchHeader): void {
  let at = batch.writeBigInt64BE(0n, 0);
  at = batch.writeInt32BE(batch.length - 12, at);
  at = batch.writeInt32BE(-1, at);
  at = batch.writeInt8(magic, at);
  at = batch.writeInt16BE(header.transactional ? transactionalFlag : 0, at + 4);
  at = batch.writeInt32BE(header.count - 1, at);
  at = batch.writeBigInt64BE(BigInt(header.firstTimestampMs), at);
  at = batch.writeBigInt64BE(BigInt(header.maxTimestampMs), at);
  at = batch.writeBigInt64BE(header.producerId, at);
  at = batch.writeInt16BE(header.producerEpoch, at);
  at = batch.writeInt32BE(header.firstSequence, at);
  batch.writeInt32BE(header.count, at);
  batch.writeUInt32BE(crc32c(batch.subarray(attributesPosition)), crcPosition);
}

interface RecordInBatch {
  readonly record: OutgoingRecord;
  readonly index: number;
  readonly timestampDelta: number;
}

function writeRecord(
  buffer: Buffer,
  start: number,
  { record, index, timestampDelta }: RecordInBatch,
): number {
  const { key, value } = record;
  const headers = headerList(record.headers);
  const keyBytes = byteLength(key);
  const valueBytes = byteLength(value);
  let bodyBytes =
    1 +
    varlongBytes(timestampDelta) +
    varintBytes(index) +
    varintBytes(key === null ? -1 : keyBytes) +
    keyBytes +
    varintBytes(value === null ? -1 : valueBytes) +
    valueBytes +
    varintBytes(headers.length);
  for (const header of headers) {
    const nameBytes = Buffer.byteLength(header.name);
    const headerBytes = byteLength(header.value);
    bodyBytes +=
      varintBytes(nameBytes) +
      nameBytes +
      varintBytes(header.value === null ? -1 : headerBytes) +
      headerBytes;
  }
  let at = writeVarint(buffer, start, bodyBytes);
  buffer[at] = 0;
  at = writeVarlong(buffer, at + 1, timestampDelta);
  at = writeVarint(buffer, at, index);
  at = writeBytes(buffer, at, key, keyBytes);
  at = writeBytes(buffer, at, value, valueBytes);
  at = writeVarint(buffer, at, headers.length);
  for (const header of headers) {
    at = writeBytes(buffer, at, header.name, Buffer.byteLength(header.name));
    at = writeBytes(buffer, at, header.value, byteLength(header.value));
  }
  return at;
}

const noHeaders: readonly OutgoingHeader[] = [];

function headerList(headers: OutgoingRecord['headers']): readonly OutgoingHeader[] {
  if (headers === undefined) return noHeaders;
  if (isList(headers)) return headers;
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}

/** Array.isArray does not know lists that are only to be read. */
function isList(headers: NonNullable<OutgoingRecord['headers']>): headers is readonly OutgoingHeader[] {
  return Array.isArray(headers);
}

function byteLength(data: string | Buffer | null): number {
  if (data === null) return 0;
  return typeof data === 'string' ? Buffer.byteLength(data) : data.length;
}

// oxlint-disable-next-line max-params -- the innermost step of the hot path; an object a call would cost more than it says
function writeBytes(buffer: Buffer, start: number, data: string | Buffer | null, length: number): number {
  if (data === null) return writeVarint(buffer, start, -1);
  const at = writeVarint(buffer, start, length);
  if (typeof data === 'string') buffer.write(data, at, length, 'utf8');
  else data.copy(buffer, at);
  return at + length;
}

function zigZag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

function varintBytes(value: number): number {
  let rest = zigZag(value);
  let bytes = 1;
  while (rest > 0x7f) {
    rest >>>= 7;
    bytes += 1;
  }
  return bytes;
}

function writeVarint(buffer: Buffer, start: number, value: number): number {
  let rest = zigZag(value);
  let at = start;
  while (rest > 0x7f) {
    buffer[at] = (rest & 0x7f) | 0x80;
    at += 1;
    rest >>>= 7;
  }
  buffer[at] = rest;
  return at + 1;
}

/** Timestamps of one batch may lie further apart than 32 bits of milliseconds. */
function zigZagLong(value: number): bigint {
  return BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
}

function isVarint(value: number): boolean {
  return value >= -0x40000000 && value <= 0x3fffffff;
}

function varlongBytes(value: number): number {
  if (isVarint(value)) return varintBytes(value);
  return writeVarlong(Buffer.alloc(10), 0, value);
}

function writeVarlong(buffer: Buffer, start: number, value: number): number {
  if (isVarint(value)) return writeVarint(buffer, start, value);
  let rest = zigZagLong(value);
  let at = start;
  while (rest > 0x7fn) {
    buffer[at] = Number(rest & 0x7fn) | 0x80;
    at += 1;
    rest >>= 7n;
  }
  buffer[at] = Number(rest);
  return at + 1;
}
