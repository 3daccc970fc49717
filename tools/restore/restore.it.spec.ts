import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  encodeManifest,
  envelopeStart,
  type Manifest,
  manifestKey,
  ObjectStore,
  OffsetRanges,
} from '@payments/archive';
import { connectKafka, type ReceivedRecord, readTopic } from '@payments/kafka';
import { freshBucket, testStack, unique } from '@payments/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { restore } from './restore.ts';

const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };
const connection = connectKafka({ ...testStack().kafka, clientId: 'restore-test', log: quiet });
const topic = 'payments.decided';
const startMs = Date.UTC(2026, 10, 22, 10);

let store: ObjectStore;
let to: string;

beforeEach(async () => {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = await freshBucket('restore');
  store = new ObjectStore({ endpoint, bucket, credentials: { accessKeyId, secretAccessKey } });
  to = unique('restored');
});

type Original = Omit<ReceivedRecord, 'topic' | 'offset'> & { readonly offset: number };

/** Texts, bytes that are none, tombstones and records without a key. */
function original(partition: number, offset: number): Original {
  return {
    partition,
    offset,
    timestampMs: startMs + offset * 1_000,
    key: offset % 5 === 0 ? null : Buffer.from(`user-${offset}`),
    value: offset % 7 === 0 ? null : offset % 3 === 0 ? randomBytes(40) : Buffer.from(`{ "id": ${offset} }`),
    headers: { trace: Buffer.from(`t-${offset}`), seal: Buffer.from([0xff, offset % 256]) },
  };
}

/** Archives a chunk: records with an odd offset in another directory than the others, as if they were late. */
async function archiveChunk(records: readonly Original[], hasMetadata = true): Promise<void> {
  const [{ partition, offset: first }] = [records[0] ?? original(0, 0)];
  const end = (records.at(-1)?.offset ?? 0) + 1;
  const halves = Map.groupBy(records, ({ offset }) => `hour=${10 + (offset % 2)}`);
  for (const [directory, half] of halves) {
    const lines = half.map((record) => {
      const value = record.value?.toString('base64') ?? 'null';
      return hasMetadata ? `${envelopeStart(record, false)}"${value}"}\n` : `{"id":${record.offset}}\n`;
    });
    const body = gzipSync(lines.join(''));
    const offsets = new OffsetRanges();
    for (const { offset } of half) offsets.add(offset);
    const key = `topics/${topic}/${directory}/${topic}+${partition}+${String(offsets.first).padStart(10, '0')}.json.gz`;
    const sha256 = createHash('sha256').update(body).digest('hex');
    const nothing = new OffsetRanges();
    const manifest: Manifest = {
      topic,
      partition,
      connector: 'archive',
      chunk: { first, end, manifests: halves.size },
      directory,
      format: { name: 'json', hasMetadata },
      objects: [{ key, offsets, bytes: body.length, sha256 }],
      notArchived: { ignored: nothing, refused: nothing, absent: nothing },
    };
    await store.put(key, body);
    await store.put(manifestKey('topics', manifest), encodeManifest(manifest));
  }
}

function originals(partition: number, first: number, end: number): Original[] {
  return Array.from({ length: end - first }, (_, at) => original(partition, first + at));
}

async function inTopic(name: string): Promise<ReceivedRecord[]> {
  const records: ReceivedRecord[] = [];
  await readTopic(connection, name, (read) => records.push(...read));
  return records.toSorted((a, b) => a.partition - b.partition || Number(a.offset) - Number(b.offset));
}

describe('restoring a topic', () => {
  it('brings every record back byte for byte, in its partition and order, and no record twice', async () => {
    const parts = [originals(0, 0, 300), originals(0, 300, 450), originals(2, 0, 20)];
    for (const part of parts) await archiveChunk(part);
    expect(await restore({ store, connection, topic, to, batchRecords: 64 })).toEqual({
      records: 470,
      before: 0,
      lost: [],
    });
    const all = parts.flat();
    const read = await inTopic(to);
    expect(
      read.map(({ key, value, headers, timestampMs, partition }) => ({
        key,
        value,
        headers,
        timestampMs,
        partition,
      })),
    ).toEqual(
      all.map(({ key, value, headers, timestampMs, partition }) => ({
        key,
        value,
        headers,
        timestampMs,
        partition,
      })),
    );

    await archiveChunk(originals(2, 20, 30));
    expect(await restore({ store, connection, topic, to })).toEqual({ records: 10, before: 470, lost: [] });
    expect(await inTopic(to)).toHaveLength(480);
  });

  it('goes on in the middle of a chunk after it was ended', async () => {
    await archiveChunk(originals(0, 0, 400));
    let batches = 0;
    const ended = restore({
      store,
      connection,
      topic,
      to,
      batchRecords: 100,
      onProgress: () => {
        batches += 1;
        if (batches === 2) throw new Error('Ctrl-C');
      },
    });
    await expect(ended).rejects.toThrow('Ctrl-C');
    expect(await restore({ store, connection, topic, to })).toMatchObject({ records: 200, before: 200 });
    expect((await inTopic(to)).map(({ headers }) => String(headers['trace']))).toEqual(
      Array.from({ length: 400 }, (_, offset) => `t-${offset}`),
    );
  });

  it('restores values without metadata, and says what is lost', async () => {
    await archiveChunk(originals(0, 0, 10), false);
    const { records, lost } = await restore({ store, connection, topic, to });
    expect([records, lost.join()]).toEqual([10, expect.stringContaining('keys, headers and times are lost')]);
    expect((await inTopic(to)).map(({ value }) => String(value))).toEqual(
      Array.from({ length: 10 }, (_, offset) => `{"id":${offset}}`),
    );
  });
});

describe('restoring is refused', () => {
  it('if there is nothing, or not all of it', async () => {
    await expect(restore({ store, connection, topic, to })).rejects.toThrow(
      'has no manifests of payments.decided',
    );
    await archiveChunk(originals(0, 0, 4));
    await archiveChunk(originals(0, 6, 8));
    await expect(restore({ store, connection, topic, to })).rejects.toThrow(/not whole:\n.*offsets 4-5/);
    expect(await restore({ store, connection, topic, to, isPartial: true })).toMatchObject({ records: 6 });
  });

  it('if an object is not what was archived', async () => {
    await archiveChunk(originals(0, 0, 4));
    await store.put(`topics/${topic}/hour=10/${topic}+0+0000000000.json.gz`, Buffer.from('changed'));
    await expect(restore({ store, connection, topic, to })).rejects.toThrow('its checksum differs');
  });

  it('into a topic that has other records', async () => {
    await archiveChunk(originals(0, 0, 4));
    await restore({ store, connection, topic, to });
    const { endpoint, bucket, accessKeyId, secretAccessKey } = await freshBucket('restore');
    store = new ObjectStore({ endpoint, bucket, credentials: { accessKeyId, secretAccessKey } });
    await archiveChunk(originals(0, 0, 4));
    await expect(restore({ store, connection, topic, to })).rejects.toThrow(
      'has records already, and not from here',
    );
    expect(await restore({ store, connection, topic, to, isAppending: true })).toMatchObject({ records: 4 });
  });
});
