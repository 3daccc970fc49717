import { createHash } from 'node:crypto';
import { freshBucket } from '@payments/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeManifest, type Manifest, manifestKey } from './manifest.ts';
import { ObjectStore } from './object-store.ts';
import { OffsetRanges } from './offset-ranges.ts';
import { proveArchive } from './prove-archive.ts';

const topic = 'payments.decided';
let store: ObjectStore;

beforeEach(async () => {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = await freshBucket('proof');
  store = new ObjectStore({ endpoint, bucket, credentials: { accessKeyId, secretAccessKey } });
  for (const manifest of [chunk(0, '0-4'), chunk(5, '5-7,9')]) await put(manifest);
});

const nothing = new OffsetRanges();
const hour = 'year=2026/month=11/day=22/hour=10';

interface Chunk {
  readonly manifest: Manifest;
  readonly body: Buffer;
}

/** A chunk of one object, as a sink writes it. */
function chunk(first: number, archived: string, lines = OffsetRanges.parse(archived)): Chunk {
  const offsets = OffsetRanges.parse(archived);
  const body = Buffer.from(
    [...lines.offsets()]
      .map((offset) => `{"partition":0,"offset":${offset},"valueBytes":1,"value":1}\n`)
      .join(''),
  );
  const name = `${topic}+0+${String(offsets.first).padStart(10, '0')}`;
  const object = {
    key: `topics/${topic}/${hour}/${name}.json`,
    offsets,
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
  };
  return {
    body,
    manifest: {
      topic,
      partition: 0,
      connector: 'archive',
      chunk: { first, end: offsets.end, manifests: 1 },
      directory: hour,
      format: { name: 'json', hasMetadata: true },
      objects: [object],
      notArchived: { ignored: nothing, refused: nothing, absent: offsets.missing(first, offsets.end) },
    },
  };
}

async function put({ manifest, body }: Chunk): Promise<void> {
  const [object] = manifest.objects;
  await store.put(object?.key ?? '', body);
  await store.put(manifestKey('topics', manifest), encodeManifest(manifest));
}

async function problems(): Promise<string[]> {
  const proof = await proveArchive(store, topic);
  expect(proof.isComplete).toBe(proof.problems.length === 0);
  return proof.problems.map(({ kind, subject }) => `${kind} ${subject}`);
}

describe('the proof of an archive', () => {
  it('names what is archived of each partition, and what is not, with the reason', async () => {
    const { partitions, isComplete } = await proveArchive(store, topic);
    expect(isComplete).toBe(true);
    expect(partitions).toMatchObject([{ partition: 0, first: 0, end: 10, chunks: 2, objects: 2 }]);
    expect([partitions[0]?.archived, partitions[0]?.absent].map(String)).toEqual(['0-7,9', '8']);
  });

  it('finds a gap', async () => {
    await put(chunk(12, '12-14'));
    expect(await problems()).toEqual(['gap 10-11']);
  });

  it('finds what two objects have', async () => {
    await put(chunk(9, '9-11'));
    expect(await problems()).toEqual(['double 9']);
  });

  it('finds an object that is missing, and one that is another than it was', async () => {
    const [first, second] = [chunk(0, '0-4'), chunk(5, '5-7,9')].map(
      ({ manifest }) => manifest.objects[0]?.key ?? '',
    );
    await store.delete(first ?? '');
    await store.put(second ?? '', Buffer.from('changed'));
    expect(await problems()).toEqual([`missing-object ${first}`, `changed-object ${second}`]);
  });

  it('counts the records of objects itself, whatever manifests say', async () => {
    const lying = chunk(10, '10-12', OffsetRanges.parse('10,12'));
    await put(lying);
    expect(await problems()).toEqual([`changed-object ${lying.manifest.objects[0]?.key}`]);
    expect(await proveArchive(store, topic, { depth: 'manifests' })).toMatchObject({ isComplete: true });
  });

  it('finds an object that no manifest knows, unless it is on its way', async () => {
    await store.put(`topics/${topic}/${hour}/${topic}+0+0000000010.json`, Buffer.from('on its way'));
    expect(await problems()).toEqual([]);
    const stray = `topics/${topic}/hour=9/${topic}+0+0000000003.json`;
    await store.put(stray, Buffer.from('{}'));
    expect(await problems()).toEqual([`stray-object ${stray}`]);
  });

  it('finds manifests that are missing or broken', async () => {
    const { manifest, body } = chunk(10, '10-12');
    await put({ body, manifest: { ...manifest, chunk: { ...manifest.chunk, manifests: 2 } } });
    await store.put(`manifests/topics/${topic}/x.json`, Buffer.from('{'));
    expect(await problems()).toEqual([
      `bad-manifest manifests/topics/${topic}/x.json`,
      'missing-manifest 10',
    ]);
  });
});
