import { createHash } from 'node:crypto';
import { type ArchivedObject, type Manifest, OffsetRanges } from '@payments/archive';
import type { SinkRecord } from '../records/connect-record.ts';
import type { HeldBytes } from './format/block-buffer.ts';
import type { ObjectEncoder } from './format/object-encoder.ts';
import type { Layout } from './layout.ts';

/** An object that grows. */
interface OpenObject {
  readonly key: string;
  readonly directory: string;
  readonly offsets: OffsetRanges;
  readonly encoder: ObjectEncoder;
}

/** A finished object and its bytes. */
export interface SealedObject extends ArchivedObject {
  readonly directory: string;
  readonly body: Buffer;
}

/** A finished chunk. */
export interface SealedChunk {
  readonly first: number;
  readonly end: number;
  readonly objects: readonly SealedObject[];
  readonly ignored: OffsetRanges;
  readonly refused: OffsetRanges;
}

export interface ChunkOptions {
  /** The offset at which it begins. */
  readonly first: number;
  readonly layout: Layout;
  /** What the wall clock counts as for its records. */
  readonly clockMs: number;
  /** Where it ends, if that was decided before. */
  readonly plannedEnd?: number | undefined;
}

/**
 * A range of a partition's offsets on its way into objects, one for each directory. It is in memory only,
 * compressed as far as it goes, until its end is decided.
 */
export class Chunk {
  readonly first: number;
  readonly layout: Layout;
  readonly clockMs: number;
  readonly plannedEnd: number | undefined;
  /** Records that came, whatever became of them. */
  records = 0;
  private readonly held: HeldBytes = { bytes: 0 };
  private readonly objects = new Map<string, OpenObject>();
  private readonly ignored = new OffsetRanges();
  private readonly refused = new OffsetRanges();
  private last: { readonly topic: string; readonly object: OpenObject } | undefined;

  constructor({ first, layout, clockMs, plannedEnd }: ChunkOptions) {
    this.first = first;
    this.layout = layout;
    this.clockMs = clockMs;
    this.plannedEnd = plannedEnd;
  }

  get heldBytes(): number {
    return this.held.bytes;
  }

  /** @throws DataError if it cannot be written, and then nothing of it is */
  add(record: SinkRecord): void {
    const directory = this.layout.partitioner.directoryOf(record, this.clockMs);
    const object = this.objectFor(record, directory);
    object.encoder.add(record);
    if (object.offsets.isEmpty) this.objects.set(placeOf(record.topic, directory), object);
    object.offsets.add(record.offset);
    this.last = { topic: record.topic, object };
    this.records += 1;
  }

  /** A record that the configuration leaves out. */
  ignore({ offset }: SinkRecord): void {
    this.ignored.add(offset);
    this.records += 1;
  }

  /** A record that cannot be written. */
  refuse({ offset }: SinkRecord): void {
    this.refused.add(offset);
    this.records += 1;
  }

  /** Finishes all objects. Nothing can be added after it. */
  async seal(end: number): Promise<SealedChunk> {
    const objects: SealedObject[] = [];
    // One after the other: formats with columns take more memory while they are finished.
    for (const { key, directory, offsets, encoder } of this.objects.values()) {
      const body = await encoder.finish();
      const sha256 = createHash('sha256').update(body).digest('hex');
      objects.push({ key, directory, offsets, body, bytes: body.length, sha256 });
    }
    return { first: this.first, end, objects, ignored: this.ignored, refused: this.refused };
  }

  /** An object counts only once its first record is in it. */
  private objectFor(record: SinkRecord, directory: string): OpenObject {
    const { last } = this;
    if (last !== undefined && last.object.directory === directory && last.topic === record.topic)
      return last.object;
    return (
      this.objects.get(placeOf(record.topic, directory)) ?? {
        key: this.layout.keyOf(record, directory),
        directory,
        offsets: new OffsetRanges(),
        encoder: this.layout.createEncoder(this.held),
      }
    );
  }
}

function placeOf(topic: string, directory: string): string {
  return `${topic}\u0000${directory}`;
}

export interface ManifestContext {
  readonly topic: string;
  readonly partition: number;
  readonly connector: string;
}

/** The manifests of a chunk: one for each directory of time, or a single one where directories are no times. */
export function manifestsOf(chunk: SealedChunk, layout: Layout, context: ManifestContext): Manifest[] {
  const isByTime = layout.partitioner.timeOf !== undefined;
  const byDirectory = Map.groupBy(chunk.objects, ({ directory }) => (isByTime ? directory : ''));
  const directories = byDirectory.size === 0 ? [''] : [...byDirectory.keys()].toSorted();
  const { ignored, refused } = chunk;
  const accounted = [...chunk.objects.map(({ offsets }) => offsets), ignored, refused];
  const absent = OffsetRanges.union(accounted).ranges.missing(chunk.first, chunk.end);
  const nothing = new OffsetRanges();
  return directories.map((directory, at) => ({
    topic: context.topic,
    partition: context.partition,
    connector: context.connector,
    chunk: { first: chunk.first, end: chunk.end, manifests: directories.length },
    directory,
    format: layout.format,
    objects: (byDirectory.get(directory) ?? []).map(({ key, offsets, bytes, sha256 }) => ({
      key,
      offsets,
      bytes,
      sha256,
    })),
    notArchived:
      at === 0 ? { ignored, refused, absent } : { ignored: nothing, refused: nothing, absent: nothing },
  }));
}
