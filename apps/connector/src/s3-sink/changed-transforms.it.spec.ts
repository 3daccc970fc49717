import { proveArchive } from '@payments/archive';
import { eventually, freshBucket, S3FaultProxy, testStack } from '@payments/testing';
import { expect, it, onTestFinished } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import type { SinkRecord } from '../records/connect-record.ts';
import { jsonRecords, pump, readAll, sinkConfig, startSink, storeFor } from '../testing/archive-ground.ts';
import { KeptPosition } from '../testing/kept-position.ts';

const topic = 'routed';

/** Records as a RegexRouter would have changed them. */
function routedTo(folder: string): SinkRecord[] {
  return jsonRecords(topic, 0, 200).map((record) => Object.assign(record, { topic: folder }));
}

function routing(replacement: string): RawConfig {
  return {
    transforms: 'route',
    'transforms.route.type': 'org.apache.kafka.connect.transforms.RegexRouter',
    'transforms.route.replacement': replacement,
  };
}

it('takes back what was written before transforms were changed in the middle of a chunk', async () => {
  const proxy = await S3FaultProxy.start(testStack().s3.endpoint);
  onTestFinished(() => proxy.stop());
  const [bucket, kept] = [await freshBucket('routed'), new KeptPosition()];
  proxy.order({ method: 'PUT', containing: '/manifests/', how: 'stall', count: 99 });
  const before = startSink(sinkConfig({ ...bucket, endpoint: proxy.endpoint }, routing('old')));
  const writer = await before.open(kept.assign(topic));
  const dying = pump(writer, { log: routedTo('old'), kept });
  const store = storeFor(bucket);
  await eventually(async () => (await readAll(store)).size === 1);
  await writer.close();
  await dying;

  const after = startSink(sinkConfig(bucket, routing('new')));
  expect(await pump(await after.open(kept.assign(topic)), { log: routedTo('new'), kept })).toBeUndefined();
  expect([...(await readAll(store)).keys()]).toEqual([
    'topics/new/partition=0/routed+0+0000000000.json',
    'topics/new/partition=0/routed+0+0000000100.json',
  ]);
  expect(await proveArchive(store, topic)).toMatchObject({ isComplete: true });
});

it('keeps topics apart that are routed into one folder', async () => {
  const bucket = await freshBucket('routed');
  for (const source of ['a', 'b']) {
    const kept = new KeptPosition();
    const task = startSink(sinkConfig(bucket, routing('all')));
    const log = jsonRecords(source, 0, 100).map((record) => Object.assign(record, { topic: 'all' }));
    expect(await pump(await task.open(kept.assign(source)), { log, kept })).toBeUndefined();
  }
  const store = storeFor(bucket);
  expect([...(await readAll(store)).keys()]).toEqual([
    'topics/all/partition=0/a+0+0000000000.json',
    'topics/all/partition=0/b+0+0000000000.json',
  ]);
  for (const source of ['a', 'b'])
    expect(await proveArchive(store, source)).toMatchObject({ isComplete: true });
});
