import { createHash } from 'node:crypto';
import { inParallel } from './in-parallel.ts';
import { type ArchivedObject, decodeManifest, type Manifest, manifestPrefix } from './manifest.ts';
import type { ArchiveProblem, PartitionProof } from './archive-problem.ts';
import type { ObjectStore } from './object-store.ts';
import { OffsetRanges } from './offset-ranges.ts';
import { isReadable, readRecords } from './read-records.ts';
import { findStrays } from './stray-objects.ts';

export interface ArchiveProof {
  readonly topic: string;
  readonly partitions: readonly PartitionProof[];
  readonly problems: readonly ArchiveProblem[];
  /** True if there is no problem. */
  readonly isComplete: boolean;
}

export interface ProofOptions {
  /** The connector's `topics.dir`; default `topics`. */
  readonly topicsFolder?: string;
  /**
   * How much is taken on trust. `manifests`: that the objects are there. `objects` (default): nothing; each
   * object is read, its checksum compared, and its records are counted, by their own offsets if it keeps them.
   */
  readonly depth?: 'manifests' | 'objects';
  /** Told how many of the objects are read. */
  readonly onProgress?: (read: number, all: number) => void;
}

/**
 * Proves from its manifests, and from its objects, what an archive has of a topic: each offset from the first
 * to the last exactly once, or what is wrong.
 *
 * @example
 * const proof = await proveArchive(store, 'payments.decided');
 * proof.isComplete && proof.partitions.map(({ archived }) => String(archived)); // ['0-1199', …]
 */
export async function proveArchive(
  store: ObjectStore,
  topic: string,
  options: ProofOptions = {},
): Promise<ArchiveProof> {
  const problems: ArchiveProblem[] = [];
  const manifests = await readManifests(store, topic, { ...options, problems });
  const partitions = [...Map.groupBy(manifests, ({ partition }) => partition)]
    .toSorted(([a], [b]) => a - b)
    .map(([partition, ofPartition]) => provePartition(partition, ofPartition, problems));
  problems.push(...(await findStrays(store, { topic, manifests, partitions })));
  if (options.depth !== 'manifests') problems.push(...(await checkObjects(store, manifests, options)));
  return { topic, partitions, problems, isComplete: problems.length === 0 };
}

/** The manifests of a topic, in the order of partitions and chunks; those that cannot be read become problems. */
export async function readManifests(
  store: ObjectStore,
  topic: string,
  options: Pick<ProofOptions, 'topicsFolder'> & {
    readonly problems?: ArchiveProblem[];
    /** Only those of this directory below the topic's. */
    readonly directory?: string;
  } = {},
): Promise<Manifest[]> {
  const { topicsFolder = 'topics', problems, directory = '' } = options;
  const prefix = `${manifestPrefix(topicsFolder, topic)}${directory === '' ? '' : `${directory}/`}`;
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  const manifests: Manifest[] = [];
  await inParallel(keys, async (key) => {
    try {
      const bytes = await store.get(key);
      if (bytes === undefined) throw new Error('It is gone.');
      manifests.push(decodeManifest(bytes));
    } catch (error) {
      if (problems === undefined || (error as Error).name === 'ObjectStoreError') throw error;
      const problem = `The manifest ${key} cannot be read: ${(error as Error).message}`;
      problems.push({ kind: 'bad-manifest', partition: undefined, subject: key, problem });
    }
  });
  return manifests.toSorted(
    (a, b) =>
      a.partition - b.partition || a.chunk.first - b.chunk.first || (a.directory < b.directory ? -1 : 1),
  );
}

function provePartition(
  partition: number,
  manifests: readonly Manifest[],
  problems: ArchiveProblem[],
): PartitionProof {
  const objects = manifests.flatMap((manifest) => manifest.objects);
  const kinds = {
    archived: OffsetRanges.union(objects.map(({ offsets }) => offsets)),
    ignored: OffsetRanges.union(manifests.map(({ notArchived }) => notArchived.ignored)),
    refused: OffsetRanges.union(manifests.map(({ notArchived }) => notArchived.refused)),
    absent: OffsetRanges.union(manifests.map(({ notArchived }) => notArchived.absent)),
  };
  const note = (kind: ArchiveProblem['kind'], subject: string, problem: string): void => {
    problems.push({ kind, partition, subject, problem });
  };
  const all = OffsetRanges.union([
    ...objects.map(({ offsets }) => offsets),
    ...manifests.flatMap(({ notArchived }) => Object.values(notArchived)),
  ]);
  const first = Math.min(...manifests.map(({ chunk }) => chunk.first));
  const end = Math.max(...manifests.map(({ chunk }) => chunk.end));
  for (const range of [all.ranges.missing(first, end)].filter(({ isEmpty }) => !isEmpty))
    note('gap', String(range), `Nothing accounts for the offsets ${String(range)}.`);
  if (!all.doubles.isEmpty)
    note(
      'double',
      String(all.doubles),
      `More than one object or reason has the offsets ${String(all.doubles)}.`,
    );
  const chunks = Map.groupBy(manifests, ({ chunk }) => chunk.first);
  for (const [chunkFirst, ofChunk] of chunks) {
    const said = ofChunk[0]?.chunk.manifests ?? 0;
    if (said !== ofChunk.length)
      note(
        'missing-manifest',
        `${chunkFirst}`,
        `The chunk from ${chunkFirst} has ${ofChunk.length} of ${said} manifests.`,
      );
  }
  return {
    partition,
    first,
    end,
    chunks: chunks.size,
    objects: objects.length,
    bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
    archived: kinds.archived.ranges,
    ignored: kinds.ignored.ranges,
    refused: kinds.refused.ranges,
    absent: kinds.absent.ranges,
  };
}

async function checkObjects(
  store: ObjectStore,
  manifests: readonly Manifest[],
  { onProgress }: ProofOptions,
): Promise<ArchiveProblem[]> {
  const problems: ArchiveProblem[] = [];
  const all = manifests.flatMap((manifest) => manifest.objects.map((object) => ({ manifest, object })));
  let read = 0;
  await inParallel(all, async ({ manifest, object }) => {
    const bytes = await store.get(object.key);
    const wrong = await objectProblem(manifest, object, bytes);
    if (wrong !== undefined) {
      const kind = bytes === undefined ? 'missing-object' : 'changed-object';
      problems.push({ kind, partition: manifest.partition, subject: object.key, problem: wrong });
    }
    read += 1;
    onProgress?.(read, all.length);
  });
  return problems.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
}

async function objectProblem(
  { partition, format }: Manifest,
  object: ArchivedObject,
  bytes: Buffer | undefined,
): Promise<string | undefined> {
  if (bytes === undefined) return `${object.key} is not there.`;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== object.sha256)
    return `${object.key} has not the bytes it was written with: its checksum differs.`;
  if (!isReadable(format)) return undefined;
  const found = new OffsetRanges();
  try {
    for await (const records of readRecords({ object, partition, format }, bytes))
      for (const { offset } of records) found.add(offset);
  } catch (error) {
    return (error as Error).message;
  }
  return String(found) === String(object.offsets)
    ? undefined
    : `${object.key} has the offsets ${String(found)}; its manifest says ${String(object.offsets)}.`;
}
