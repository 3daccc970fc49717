import { createHash } from 'node:crypto';
import {
  type ArchivedObject,
  type ArchivedRecord,
  inParallel,
  type Manifest,
  type ObjectStore,
  readRecords,
} from '@payments/archive';
import { Failure } from '../stack/failure.ts';

/**
 * A part of a partition, as its sink has archived it: in one object for each hour, or each directory of
 * another kind.
 */
export interface ArchivedChunk {
  readonly partition: number;
  readonly first: number;
  readonly end: number;
  readonly manifests: readonly Manifest[];
}

/** The chunks of an archive, in the order of partitions and offsets. */
export function chunksOf(manifests: readonly Manifest[]): ArchivedChunk[] {
  const byPlace = Map.groupBy(manifests, ({ partition, chunk }) => `${partition} ${chunk.first}`);
  return [...byPlace.values()].flatMap((ofChunk) => {
    const [manifest] = ofChunk;
    if (manifest === undefined) return [];
    return [{ partition: manifest.partition, ...manifest.chunk, manifests: ofChunk }];
  });
}

/**
 * The records of a chunk from an offset on, in the order they had in their topic, some at a time.
 *
 * @throws Failure if an object is missing, or another than its manifest says
 */
export async function* chunkRecords(
  store: ObjectStore,
  { manifests, partition }: ArchivedChunk,
  from: number,
): AsyncGenerator<ArchivedRecord[]> {
  const objects = manifests.flatMap(({ objects: those, format }) =>
    those.map((object) => ({ object, format })),
  );
  const bodies = new Map<ArchivedObject, Buffer>();
  await inParallel(objects, async ({ object }) => void bodies.set(object, await load(store, object)));
  const parts = objects.flatMap(({ object, format }) => {
    const reader = new ObjectReader(
      readRecords({ object, partition, format }, bodies.get(object) ?? noBytes),
      object,
    );
    return Array.from(object.offsets, ({ first, end }) => ({ first, end, reader }));
  });
  for (const { first, end, reader } of parts.toSorted((a, b) => a.first - b.first)) {
    const records = await reader.take(end - first);
    const left = records.filter(({ offset }) => offset >= from);
    if (left.length > 0) yield left;
  }
}

const noBytes = Buffer.alloc(0);

async function load(store: ObjectStore, { key, sha256 }: ArchivedObject): Promise<Buffer> {
  const bytes = await store.get(key);
  if (bytes === undefined)
    throw new Failure(`${key} is not in the bucket any more. --partial restores the others.`);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new Failure(
      `${key} is not what was archived: its checksum differs. Put back the object, or its older version.`,
    );
  return bytes;
}

/** Gives out an object's records one after the other. */
class ObjectReader {
  private readonly batches: AsyncGenerator<ArchivedRecord[]>;
  private readonly object: ArchivedObject;
  private ready: ArchivedRecord[] = [];

  constructor(batches: AsyncGenerator<ArchivedRecord[]>, object: ArchivedObject) {
    this.batches = batches;
    this.object = object;
  }

  async take(count: number): Promise<ArchivedRecord[]> {
    while (this.ready.length < count) {
      const { value, done } = await this.batches.next();
      if (done === true) throw new Failure(`${this.object.key} has fewer records than its manifest says.`);
      this.ready = this.ready.length === 0 ? value : [...this.ready, ...value];
    }
    const taken = this.ready.slice(0, count);
    this.ready = this.ready.slice(count);
    return taken;
  }
}
