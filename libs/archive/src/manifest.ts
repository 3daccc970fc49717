import { OffsetRanges } from './offset-ranges.ts';

/** An object of an archive, as its manifest vouches for it. */
export interface ArchivedObject {
  readonly key: string;
  /** The offsets of its records, in their order: its n-th record has the n-th of them. */
  readonly offsets: OffsetRanges;
  readonly bytes: number;
  /** Of its bytes, in hexadecimal. */
  readonly sha256: string;
}

/** How the objects of a chunk are written. */
export interface ArchivedFormat {
  readonly name: 'json' | 'parquet' | 'avro' | 'bytes';
  /** True if each record has its key, headers, offset, time and exact value beside it. */
  readonly hasMetadata: boolean;
}

/**
 * What one chunk of a partition, the offsets from `chunk.first` to before `chunk.end`, has put into one
 * directory, for example an hour. A chunk has a manifest for each of its directories. Each offset of the chunk
 * stands in exactly one of them: in an object, or among those that are not archived, with the reason.
 */
export interface Manifest {
  readonly topic: string;
  readonly partition: number;
  readonly connector: string;
  readonly chunk: {
    readonly first: number;
    readonly end: number;
    /** How many manifests the chunk has. */
    readonly manifests: number;
  };
  /** The directory below the topic's, `year=2026/month=11/day=22/hour=16`; empty if directories are no times. */
  readonly directory: string;
  readonly format: ArchivedFormat;
  readonly objects: readonly ArchivedObject[];
  readonly notArchived: {
    /** Records without a value, which the configuration leaves out. */
    readonly ignored: OffsetRanges;
    /** Records that could not be written, and were skipped as the configuration says. */
    readonly refused: OffsetRanges;
    /**
     * Offsets that never came to the sink: transaction markers, aborted records, compacted ones, and what a
     * transform dropped.
     */
    readonly absent: OffsetRanges;
  };
}

const version = 1;

/** Where manifests stand: beside the objects' folder, so that a query over that folder does not meet them. */
export const manifestsFolder = 'manifests';
const offsetDigits = 10;

/** The prefix of a topic's manifests. */
export function manifestPrefix(topicsFolder: string, topic: string): string {
  return [manifestsFolder, topicsFolder, topic, ''].filter((part, at) => part !== '' || at === 3).join('/');
}

export function manifestKey(topicsFolder: string, manifest: Manifest): string {
  const { topic, partition, directory, chunk } = manifest;
  const name = `${topic}+${partition}+${String(chunk.first).padStart(offsetDigits, '0')}.json`;
  return `${manifestPrefix(topicsFolder, topic)}${directory === '' ? '' : `${directory}/`}${name}`;
}

/** The same bytes for the same manifest, always. */
export function encodeManifest(manifest: Manifest): Buffer {
  const { objects, notArchived, ...rest } = manifest;
  const records = objects.reduce((sum, { offsets }) => sum + offsets.count, 0);
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  const text = {
    version,
    ...rest,
    records,
    bytes,
    objects: objects.map(({ key, offsets, bytes: size, sha256 }) => ({
      key,
      records: offsets.count,
      offsets: String(offsets),
      bytes: size,
      sha256,
    })),
    notArchived: {
      ignored: String(notArchived.ignored),
      refused: String(notArchived.refused),
      absent: String(notArchived.absent),
    },
  };
  return Buffer.from(`${JSON.stringify(text, undefined, 2)}\n`);
}

/** @throws Error if the bytes are no manifest that this version reads */
export function decodeManifest(bytes: Buffer): Manifest {
  const read = JSON.parse(bytes.toString()) as Manifest & { readonly version: number };
  if (read.version !== version) throw new Error(`It is of version ${read.version}, which is not known here.`);
  const { ignored, refused, absent } = read.notArchived;
  return {
    topic: read.topic,
    partition: read.partition,
    connector: read.connector,
    chunk: read.chunk,
    directory: read.directory,
    format: read.format,
    objects: read.objects.map(({ key, offsets, bytes: size, sha256 }) => ({
      key,
      offsets: parse(offsets),
      bytes: size,
      sha256,
    })),
    notArchived: { ignored: parse(ignored), refused: parse(refused), absent: parse(absent) },
  };
}

/** In the JSON ranges are text. */
function parse(ranges: unknown): OffsetRanges {
  return OffsetRanges.parse(String(ranges));
}
