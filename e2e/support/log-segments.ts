import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '../../tools/stack/stack.ts';

/** A batch of records as the broker has it on its disk. */
export interface StoredBatch {
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /** The end of a transaction, for better or worse; a batch of records has none. */
  readonly marker?: 'commit' | 'abort';
}

const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
const [compressionBits, controlBit] = [0x07, 0x20];
/** Where things are in a batch of message format 2, in bytes. */
const [lengthAt, attributesAt, markerTypeAt] = [8, 21, 68];
const bytesBeforeLength = 12;

/** Every batch of a topic, read from the files of the first broker, past all clients. */
export function storedBatches(stack: Stack, topic: string): StoredBatch[] {
  const files = globSync(join(stack.dataFolder, 'kafka', 'node-1', 'log', `${topic}-*`, '*.log'));
  return files.flatMap((file) => batchesOf(readFileSync(file)));
}

function batchesOf(file: Buffer): StoredBatch[] {
  const batches: StoredBatch[] = [];
  for (let at = 0; at + attributesAt < file.length;) {
    const attributes = file.readInt16BE(at + attributesAt);
    const compression = compressions[attributes & compressionBits] ?? 'none';
    const isMarker = (attributes & controlBit) !== 0;
    const marker = isMarker && (file.readInt16BE(at + markerTypeAt) === 0 ? 'abort' : 'commit');
    batches.push({ compression, ...(marker !== false && { marker }) });
    at += bytesBeforeLength + file.readInt32BE(at + lengthAt);
  }
  return batches;
}
