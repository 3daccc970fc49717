import { proveArchive } from '@payments/archive';
import { eventually, freshBucket, S3FaultProxy, testStack } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonRecords, pump, sinkConfig, startSink, storeFor } from '../testing/archive-ground.ts';
import { KeptPosition } from '../testing/kept-position.ts';

let proxy: S3FaultProxy;

beforeAll(async () => {
  proxy = await S3FaultProxy.start(testStack().s3.endpoint);
});

afterAll(() => proxy.stop());

describe('a store that fails', () => {
  it.each(['unavailable', 'reset', 'stall', 'lost'] as const)(
    'is asked again, with objects and manifests: %s',
    async (how) => {
      const [bucket, kept, topic] = [await freshBucket('faults'), new KeptPosition(), `faults-${how}`];
      const config = { 's3.request.timeout.ms': '250', 's3.retry.backoff.ms': '10' };
      const task = startSink(sinkConfig({ ...bucket, endpoint: proxy.endpoint }, config));
      const objects = proxy.order({ method: 'PUT', containing: '/topics/', how, nth: 2, count: 3 });
      const manifests = proxy.order({ method: 'PUT', containing: '/manifests/', how });
      const writer = await task.open(kept.assign(topic));
      await writer.put(jsonRecords(topic, 0, 400), 400);
      await eventually(() => kept.position.offset === 400 && kept.position.metadata === '');
      await writer.close();
      expect([objects.hits, manifests.hits]).toEqual([3, 1]);
      expect(await proveArchive(storeFor(bucket), topic)).toMatchObject({ isComplete: true });
      proxy.heal();
    },
  );

  it('is given up when it refuses for good, and nothing is lost', async () => {
    const [bucket, kept] = [await freshBucket('faults'), new KeptPosition()];
    const log = jsonRecords('refused', 0, 250);
    const refused = startSink(sinkConfig(bucket, { 'aws.secret.access.key': 'wrong' }));
    const error = await pump(await refused.open(kept.assign('refused')), { log, kept });
    expect(error?.message).toContain('S3 refuses the bucket');
    expect(error?.message).not.toContain('wrong');

    const task = startSink(sinkConfig(bucket, {}));
    expect(await pump(await task.open(kept.assign('refused')), { log, kept })).toBeUndefined();
    const { partitions, isComplete } = await proveArchive(storeFor(bucket), 'refused');
    expect([isComplete, String(partitions[0]?.archived)]).toEqual([true, '0-199']);
  });

  it('does not take records where others are archived already', async () => {
    const bucket = await freshBucket('faults');
    const log = jsonRecords('twice', 0, 250);
    const archive = async (flushSize: string) => {
      const kept = new KeptPosition();
      const task = startSink(sinkConfig(bucket, { 'flush.size': flushSize }));
      return pump(await task.open(kept.assign('twice')), { log, kept });
    };
    expect(await archive('100')).toBeUndefined();
    expect((await archive('50'))?.message).toMatch(/the manifest of other records.*topics\.dir/);
    expect(await proveArchive(storeFor(bucket), 'twice')).toMatchObject({ isComplete: true });
  });
});
