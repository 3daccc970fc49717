import {
  encodeManifest,
  inParallel,
  type Manifest,
  manifestKey,
  type ObjectStore,
  type PutOptions,
} from '@payments/archive';
import pLimit from 'p-limit';
import type { SinkPartition } from '../plugin/sink-task.ts';
import { type Chunk, manifestsOf, type SealedChunk, type SealedObject } from './chunk.ts';
import type { Layout } from './layout.ts';
import { encodePlan, type Plan } from './plan.ts';

export interface ChunkUploadOptions {
  readonly store: ObjectStore;
  readonly connector: string;
  readonly putOptions: PutOptions;
  readonly isTagging: boolean;
  readonly log: (message: string) => void;
}

/** What is known of a chunk whose end is decided. */
export interface DecidedChunk {
  readonly chunk: Chunk;
  readonly end: number;
  /** The settings its plan names, or is to name. */
  readonly settings: Pick<Plan, 'content' | 'conversions'>;
  /** True if how records are converted has changed since it was planned. */
  readonly isConvertedAnew: boolean;
}

const parallelPuts = 4;
/** A finished chunk takes twice what it took before: when the clock ends all of a task's at once, they take turns. */
const parallelChunks = 8;
const contentTypes = {
  json: 'application/json',
  parquet: 'application/vnd.apache.parquet',
  avro: 'application/vnd.apache.avro',
  bytes: 'application/octet-stream',
} as const;

/** The keys that were to be written belong to something else. */
export class ArchiveTakenError extends Error {
  override readonly name = 'ArchiveTakenError';
}

/**
 * Brings chunks into the store, each in the same order: its plan, its objects, its manifests, its end. Whatever
 * ends it in between, whoever comes next finds the plan, and makes the same objects again.
 */
export class ChunkUpload {
  private readonly options: ChunkUploadOptions;
  private readonly limit = pLimit(parallelChunks);

  constructor(options: ChunkUploadOptions) {
    this.options = options;
  }

  /** Resolves once the chunk is committed. */
  run(decided: DecidedChunk, partition: SinkPartition, signal: AbortSignal): Promise<void> {
    return this.limit(() => this.bring(decided, partition, signal));
  }

  private async bring(decided: DecidedChunk, partition: SinkPartition, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { chunk, end, settings } = decided;
    const sealing = chunk.seal(end);
    // While its objects are being finished the plan is on its way; a failure of either is noticed below.
    sealing.catch(() => undefined);
    const isNew = chunk.plannedEnd === undefined;
    if (isNew) {
      const metadata = encodePlan({ end, clockMs: chunk.clockMs, ...settings });
      await partition.commit({ offset: chunk.first, metadata });
    }
    const sealed = await sealing;
    const { topic, partition: number } = partition;
    const manifests = manifestsOf(sealed, chunk.layout, {
      topic,
      partition: number,
      connector: this.options.connector,
    });
    if (isNew) await this.refuseTaken(chunk.layout, manifests, signal);
    signal.throwIfAborted();
    await inParallel(sealed.objects, (object) => this.putObject(object, chunk.layout, signal), parallelPuts);
    if (decided.isConvertedAnew) await this.removeStrays(sealed, chunk.layout, { partition, signal });
    await inParallel(manifests, (manifest) => this.putManifest(manifest, chunk.layout, signal), parallelPuts);
    signal.throwIfAborted();
    await partition.commit({ offset: end, metadata: '' });
  }

  private putObject(
    { key, body, offsets }: SealedObject,
    layout: Layout,
    signal: AbortSignal,
  ): Promise<void> {
    const { store, putOptions, isTagging } = this.options;
    const tags = { startOffset: offsets.first, endOffset: offsets.end - 1, recordCount: offsets.count };
    return store.put(
      key,
      body,
      {
        ContentType: contentTypes[layout.format.name],
        ...putOptions,
        ...(isTagging && {
          Tagging: Object.entries(tags)
            .map(([name, value]) => `${name}=${value}`)
            .join('&'),
        }),
      },
      signal,
    );
  }

  private putManifest(manifest: Manifest, { topicsFolder }: Layout, signal: AbortSignal): Promise<void> {
    const { store, putOptions } = this.options;
    const options = { ContentType: contentTypes.json, ...putOptions };
    return store.put(manifestKey(topicsFolder, manifest), encodeManifest(manifest), options, signal);
  }

  /** A chunk that is written for the first time finds no manifest in its place, unless the place is somebody else's. */
  private async refuseTaken(
    { topicsFolder }: Layout,
    manifests: readonly Manifest[],
    signal: AbortSignal,
  ): Promise<void> {
    const [manifest] = manifests;
    if (manifest === undefined) return;
    const { store } = this.options;
    const key = manifestKey(topicsFolder, manifest);
    const there = await store.get(key, signal);
    if (there === undefined || there.equals(encodeManifest(manifest))) return;
    throw new ArchiveTakenError(
      `${store.bucket}/${key} is the manifest of other records: another connector archives to the same place, the topic was ` +
        'deleted and created again, or offsets were set back. Set another topics.dir, or remove what is archived there.',
    );
  }

  /**
   * After a change of converters or transforms the attempt before may have put records elsewhere. What is of
   * this chunk, and was not written now, is of that attempt.
   */
  private async removeStrays(
    { first, end, objects }: SealedChunk,
    layout: Layout,
    { partition: { topic, partition }, signal }: { partition: SinkPartition; signal: AbortSignal },
  ): Promise<void> {
    const { store, log } = this.options;
    const written = new Set(objects.map(({ key }) => key));
    for await (const { key } of store.list(layout.topicsFolder, signal)) {
      const offset = layout.firstOffsetOf(key, topic, partition);
      if (offset === undefined || offset < first || offset >= end || written.has(key)) continue;
      log(`Removing ${key}, which was written before converters or transforms were changed.`);
      await store.delete(key, signal);
    }
  }
}
