import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { codecs } from '../kafkajs/codecs.ts';
import type { FetchedBytes } from './fetch.ts';
import { batchHeaderBytes } from './record-batch.ts';

/** A batch of records as it stands in the log, in message format 2; nothing of it is copied or read before it has to be. */
export interface StoredBatch {
  readonly topic: string;
  readonly partition: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** Of records; compaction may have left fewer than there are offsets. */
  readonly count: number;
  /** Of its last record, or of the moment it was appended; milliseconds since the epoch. */
  readonly maxTimestampMs: number;
  readonly bytes: Buffer;
}

const position = {
  length: 8,
  magic: 16,
  attributes: 21,
  lastOffsetDelta: 23,
  maxTimestamp: 35,
  producerId: 43,
  count: 57,
} as const;
const lengthEnd = 12;
const supportedMagic = 2;
const [compressionMask, transactionalFlag, controlFlag] = [0x07, 0x10, 0x20];
const gunzip = promisify(zlib.gunzip);

/** The committed batches among what was fetched, and the offset after all that was, markers and aborted ones included. */
export function committedBatches(fetched: FetchedBytes): {
  readonly batches: StoredBatch[];
  /** Undefined: not a whole batch was fetched. */
  readonly nextOffset: number | undefined;
} {
  const stored = storedBatches(fetched);
  const last = stored.at(-1);
  return {
    batches: stored.filter(({ isCommitted }) => isCommitted),
    nextOffset: last === undefined ? undefined : last.lastOffset + 1,
  };
}

/** All batches that were fetched, and which of them count: markers do not, nor what was aborted. */
export function storedBatches({
  topic,
  partition,
  bytes,
  aborted,
}: Pick<FetchedBytes, 'topic' | 'partition' | 'bytes' | 'aborted'>): (StoredBatch & {
  readonly isCommitted: boolean;
})[] {
  const batches: (StoredBatch & { readonly isCommitted: boolean })[] = [];
  const waiting = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
  const aborting = new Set<bigint>();
  for (let at = 0; at + batchHeaderBytes <= bytes.length;) {
    const end = at + lengthEnd + bytes.readInt32BE(at + position.length);
    // The last one may have been cut.
    if (end > bytes.length) break;
    const batch = bytes.subarray(at, end);
    at = end;
    const magic = batch.readInt8(position.magic);
    if (magic !== supportedMagic) throw new Error(`${topic}[${partition}] has a batch of format ${magic}.`);
    const firstOffset = Number(batch.readBigInt64BE(0));
    const lastOffset = firstOffset + batch.readInt32BE(position.lastOffsetDelta);
    while (waiting[0] !== undefined && waiting[0].firstOffset <= lastOffset)
      aborting.add(waiting.shift()?.producerId ?? -1n);
    const attributes = batch.readInt16BE(position.attributes);
    const producerId = batch.readBigInt64BE(position.producerId);
    const isMarker = (attributes & controlFlag) !== 0;
    // The marker ends the producer's transaction, whichever way.
    if (isMarker) aborting.delete(producerId);
    const isAborted = (attributes & transactionalFlag) !== 0 && aborting.has(producerId);
    batches.push({
      topic,
      partition,
      firstOffset,
      lastOffset,
      count: batch.readInt32BE(position.count),
      maxTimestampMs: Number(batch.readBigInt64BE(position.maxTimestamp)),
      bytes: batch,
      isCommitted: !isMarker && !isAborted,
    });
  }
  return batches;
}

/** The records of a batch, as bytes without compression: for a first look, and for `recordsIn`. */
export async function batchPayload({ bytes }: StoredBatch): Promise<Buffer> {
  const payload = bytes.subarray(batchHeaderBytes);
  const compression = bytes.readInt16BE(position.attributes) & compressionMask;
  if (compression === 0) return payload;
  if (compression === 1) return gunzip(payload);
  const codec = codecs[compression as keyof typeof codecs];
  if (codec === undefined) throw new Error(`There is no compression ${compression}.`);
  return codec.decompress(payload);
}
