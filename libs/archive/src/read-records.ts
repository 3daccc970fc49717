import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { type ArchivedRecord, headersOf, readEnvelope } from './envelope.ts';
import type { ArchivedFormat, ArchivedObject } from './manifest.ts';

/** An object, and what its manifest says of it. */
export interface ObjectToRead {
  readonly object: ArchivedObject;
  readonly partition: number;
  readonly format: ArchivedFormat;
}

/** The columns of Parquet that keep what JSON keeps in its envelope. */
export const metadataColumns = {
  partition: 'kafka_partition',
  offset: 'kafka_offset',
  timestamp: 'kafka_timestamp',
  key: 'kafka_key',
  headers: 'kafka_headers',
  value: 'kafka_value',
} as const;

const newline = 0x0a;
const rowsAtATime = 2_000;

/** True if records can be read from objects of this format. */
export function isReadable({ name, hasMetadata }: ArchivedFormat): boolean {
  return name === 'json' || (name === 'parquet' && hasMetadata);
}

/**
 * The records of an object, some at a time, in the order of their offsets. Without metadata there are only
 * their values, as they were converted, and their offsets are those the manifest says.
 *
 * @throws Error if the object is damaged, or has not as many records as its manifest says
 */
export async function* readRecords(from: ObjectToRead, bytes: Buffer): AsyncGenerator<ArchivedRecord[]> {
  if (!isReadable(from.format))
    throw new Error(`Records cannot be read from ${from.format.name} objects like ${from.object.key}.`);
  if (from.format.name === 'parquet') yield* parquetRecords(bytes);
  else yield* jsonRecords(from, bytes);
}

async function* jsonRecords(
  { object, partition, format }: ObjectToRead,
  bytes: Buffer,
): AsyncGenerator<ArchivedRecord[]> {
  const offsets = object.offsets.offsets();
  const withOffset = (value: Buffer): ArchivedRecord => {
    const offset = offsets.next();
    if (offset.done === true) throw new Error(`${object.key} has more records than its manifest says.`);
    return { partition, offset: offset.value, timestampMs: undefined, key: null, value, headers: {} };
  };
  let count = 0;
  for await (const lines of linesOf(object.key, bytes)) {
    count += lines.length;
    yield lines.map((line) => (format.hasMetadata ? readEnvelope(line) : withOffset(line)));
  }
  if (count !== object.offsets.count)
    throw new Error(`${object.key} has ${count} records; its manifest says ${object.offsets.count}.`);
}

async function* linesOf(key: string, bytes: Buffer): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of decompressed(key, bytes)) {
    const whole = rest.length === 0 ? part : Buffer.concat([rest, part]);
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = whole.indexOf(newline); end >= 0; end = whole.indexOf(newline, start)) {
      lines.push(whole.subarray(start, end));
      start = end + 1;
    }
    rest = whole.subarray(start);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [rest];
}

function decompressed(key: string, bytes: Buffer): AsyncIterable<Buffer> {
  const whole = Readable.from([bytes]);
  if (key.endsWith('.gz')) return whole.pipe(createGunzip());
  return key.endsWith('.zst') ? whole.pipe(createZstdDecompress()) : whole;
}

interface MetadataRow {
  readonly kafka_partition: number;
  readonly kafka_offset: bigint;
  readonly kafka_timestamp: Date;
  readonly kafka_key: Uint8Array | null;
  readonly kafka_headers: string;
  readonly kafka_value: Uint8Array | null;
}

async function* parquetRecords(bytes: Buffer): AsyncGenerator<ArchivedRecord[]> {
  const file = new Uint8Array(bytes).buffer;
  for (let rowStart = 0; ; rowStart += rowsAtATime) {
    const rows = (await parquetReadObjects({
      file,
      columns: Object.values(metadataColumns),
      rowStart,
      rowEnd: rowStart + rowsAtATime,
      utf8: false,
      compressors: { GZIP: (input) => gunzipSync(input), ZSTD: (input) => zstdDecompressSync(input) },
    })) as unknown as MetadataRow[];
    if (rows.length > 0) yield rows.map(recordOf);
    if (rows.length < rowsAtATime) return;
  }
}

function recordOf(row: MetadataRow): ArchivedRecord {
  return {
    partition: row.kafka_partition,
    offset: Number(row.kafka_offset),
    timestampMs: row.kafka_timestamp.getTime(),
    key: bufferOf(row.kafka_key),
    value: bufferOf(row.kafka_value),
    headers: headersOf(JSON.parse(row.kafka_headers) as Parameters<typeof headersOf>[0]),
  };
}

function bufferOf(bytes: Uint8Array | null | undefined): Buffer | null {
  return bytes === null || bytes === undefined ? null : Buffer.from(bytes);
}
