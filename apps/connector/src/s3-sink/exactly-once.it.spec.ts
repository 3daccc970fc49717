import { type ObjectStore, proveArchive } from '@payments/archive';
import { eventually, type FreshBucket, freshBucket, S3FaultProxy, testStack } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  jsonRecord,
  linesIn,
  pump,
  readAll,
  sinkConfig,
  startSink,
  storeFor,
} from '../testing/archive-ground.ts';
import { KeptPosition } from '../testing/kept-position.ts';

const topic = 'payments';
const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 10, 22, 10);
/** Three hours, mixed: each chunk has three objects. */
const all = Array.from({ length: 250 }, (_, offset) =>
  jsonRecord(topic, offset, { timestampMs: startMs + (offset % 3) * hourMs }),
);

let proxy: S3FaultProxy;

beforeAll(async () => {
  proxy = await S3FaultProxy.start(testStack().s3.endpoint);
});

afterAll(() => proxy.stop());

/** What a run that nothing disturbs leaves behind. */
async function undisturbed(): Promise<Map<string, Buffer>> {
  const bucket = await freshBucket('archive');
  const kept = new KeptPosition();
  const task = startSink(sinkConfig(bucket, gzip));
  expect(await pump(await task.open(kept.assign(topic)), { log: all, kept })).toBeUndefined();
  await task.stop();
  return readAll(storeFor(bucket), '');
}

const gzip = {
  's3.compression.type': 'gzip',
  'partitioner.class': 'io.confluent.connect.storage.partitioner.HourlyPartitioner',
  'timestamp.extractor': 'Record',
};
const anew = { 'flush.size': '60', 's3.compression.type': 'zstd' };

const deaths: readonly (readonly [string, (kept: KeptPosition) => void])[] = [
  ['before the plan is noted', (kept: KeptPosition) => kept.fail({ nth: 1, how: 'refused' })],
  ['after the plan is noted, before it knows', (kept: KeptPosition) => kept.fail({ nth: 1, how: 'lost' })],
  [
    'before the first object',
    () => proxy.order({ method: 'PUT', containing: '/topics/', how: 'stall', count: 9 }),
  ],
  [
    'after the first object',
    () => proxy.order({ method: 'PUT', containing: '/topics/', how: 'stall', nth: 2, count: 9 }),
  ],
  [
    'between storing an object and knowing',
    () => proxy.order({ method: 'PUT', containing: '0100.json', how: 'lost', count: 9 }),
  ],
  [
    'before the manifest',
    () => proxy.order({ method: 'PUT', containing: '/manifests/', how: 'stall', count: 9 }),
  ],
  ['before the end is committed', (kept: KeptPosition) => kept.fail({ nth: 2, how: 'refused' })],
  ['after the end is committed, before it knows', (kept: KeptPosition) => kept.fail({ nth: 2, how: 'lost' })],
  ['in the second chunk', (kept: KeptPosition) => kept.fail({ nth: 4, how: 'refused' })],
];

describe('an archive whose writer dies', () => {
  it.each(deaths)('%s: has every offset once, in the same bytes', async (_, disturb) => {
    const { bucket, kept } = await killed(disturb);
    const task = startSink(sinkConfig(bucket, gzip));
    expect(await pump(await task.open(kept.assign(topic)), { log: all, kept })).toBeUndefined();

    const store = storeFor(bucket);
    expect(kept.position).toEqual({ offset: 200, metadata: '' });
    expect(idsIn(await readAll(store))).toEqual(all.slice(0, 200).map(({ offset }) => offset));
    await expectProof(store, '0-199');
    expect(await readAll(store, '')).toEqual(await undisturbed());
  });

  it.each(deaths)('%s: has every offset once, though it was configured anew', async (_, disturb) => {
    const { bucket, kept } = await killed(disturb);
    const isPlanned = kept.position.metadata !== '';
    const [from, plan] = [kept.position.offset, kept.position.metadata];
    const task = startSink(sinkConfig(bucket, anew));
    expect(await pump(await task.open(kept.assign(topic)), { log: all, kept })).toBeUndefined();

    const store = storeFor(bucket);
    const reached = kept.position.offset;
    expect(reached).toBeGreaterThan(180);
    await expectProof(store, `0-${reached - 1}`);
    expect(idsIn(await readAll(store))).toEqual(all.slice(0, reached).map(({ offset }) => offset));
    // What had been decided stays: where the chunk ends, its format and its directory.
    const keys = [...(await readAll(store)).keys()];
    const hour = `hour=${10 + (from % 3)}`;
    const first = `topics/${topic}/year=2026/month=11/day=22/${hour}/${topic}+0+${String(from).padStart(10, '0')}.json.gz`;
    expect(keys.includes(first)).toBe(isPlanned);
    const plannedEnd = isPlanned ? (JSON.parse(plan) as { end: number }).end : from + 100;
    expect(plannedEnd).toBe(from + 100);
  });
});

it('a zombie that wakes up writes what is there already, and is refused', async () => {
  const [bucket, kept] = [await freshBucket('archive'), new KeptPosition()];
  const held = proxy.order({ method: 'PUT', containing: '/topics/', how: 'hold', count: 9 });
  const asleep = await startSink(sinkConfig({ ...bucket, endpoint: proxy.endpoint }, gzip)).open(
    kept.assign(topic),
  );
  await asleep.put(all.slice(0, 100), 100);
  await eventually(() => held.hits === 3);
  proxy.heal();

  const next = startSink(sinkConfig(bucket, anew));
  expect(await pump(await next.open(kept.assign(topic)), { log: all, kept })).toBeUndefined();
  const store = storeFor(bucket);
  const before = await readAll(store, '');
  proxy.release();
  await expect(asleep.failed).rejects.toThrow('somebody else');
  await asleep.close();
  expect(await readAll(store, '')).toEqual(before);
  await expectProof(store, `0-${kept.position.offset - 1}`);
});

interface Killed {
  readonly bucket: FreshBucket;
  readonly kept: KeptPosition;
}

/** A writer that was disturbed, and then ended as a SIGKILL would end it: in the middle. */
async function killed(disturb: (kept: KeptPosition) => void): Promise<Killed> {
  const [bucket, kept] = [await freshBucket('archive'), new KeptPosition()];
  disturb(kept);
  const task = startSink(
    sinkConfig({ ...bucket, endpoint: proxy.endpoint }, { 's3.request.timeout.ms': '300', ...gzip }),
  );
  const writer = await task.open(kept.assign(topic));
  const outcome = pump(writer, { log: all, kept });
  // It fails, or it tries the same request again and again: by then it has.
  await Promise.race([
    outcome,
    eventually(() => proxy.requests.filter((each) => each === proxy.requests.at(-1)).length > 1),
  ]);
  await writer.close();
  await outcome;
  proxy.heal();
  kept.heal();
  proxy.requests.length = 0;
  return { bucket, kept };
}

function idsIn(objects: ReadonlyMap<string, Buffer>): number[] {
  return linesIn(objects)
    .map(({ id }) => id)
    .toSorted((a, b) => a - b);
}

async function expectProof(store: ObjectStore, archived: string): Promise<void> {
  const proof = await proveArchive(store, topic);
  expect(proof.problems).toEqual([]);
  expect(String(proof.partitions[0]?.archived)).toBe(archived);
}
