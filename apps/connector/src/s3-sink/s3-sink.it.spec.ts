import { S3FaultProxy, testStack } from '@payments/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sinkConfig } from '../testing/archive-ground.ts';
import { s3Sink } from './s3-sink.ts';

describe('a configuration is checked', () => {
  it('and taken if the bucket is there', async () => {
    expect(await validate({})).toEqual({});
  });

  it.each([
    [
      'a bucket that is missing',
      { 's3.bucket.name': 'no-such-bucket' },
      's3.bucket.name',
      /no-such-bucket.*create it/,
    ],
    ['an unknown access key', { 'aws.access.key.id': 'nobody' }, 'aws.access.key.id', /Check the access key/],
    ['a wrong secret', { 'aws.secret.access.key': 'wrong' }, 'aws.access.key.id', /Check the access key/],
    ['nobody at the address', { 'store.url': 'http://127.0.0.1:9' }, 'store.url', /does not answer/],
  ])('for the store: %s', async (_, more, key, message) => {
    expect((await validate(more))[key]?.join()).toMatch(message);
  });

  it.each([
    [
      'path.format',
      { 'partitioner.class': 'TimeBasedPartitioner', 'partition.duration.ms': '1' },
      'cannot be empty',
    ],
    ['partition.field.name', { 'partitioner.class': 'FieldPartitioner' }, 'needs the names of fields'],
    ['behavior.on.null.values', { 'behavior.on.null.values': 'write' }, 'store.kafka.metadata=true'],
    [
      'store.kafka.metadata',
      { 'format.class': 'ByteArrayFormat', 'store.kafka.metadata': 'true' },
      'has no room',
    ],
    [
      's3.compression.type',
      { 'format.class': 'ParquetFormat', 's3.compression.type': 'gzip' },
      'parquet.codec',
    ],
  ])('for what keys say together: %s', async (key, more, message) => {
    expect((await validate(more))[key]?.join()).toContain(message);
  });

  it('for a store that never answers, in a few seconds', async () => {
    const proxy = await S3FaultProxy.start(testStack().s3.endpoint);
    onTestFinished(() => proxy.stop());
    const fault = proxy.order({ method: 'HEAD', how: 'stall' });
    const errors = await validate({ 'store.url': proxy.endpoint });
    expect(errors['store.url']?.join()).toContain('no answer within 4000 ms');
    expect(fault.hits).toBe(1);
  });
});

async function validate(
  more: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const started = performance.now();
  const errors = await s3Sink.validate?.(sinkConfig(testStack().s3, more), AbortSignal.timeout(10_000));
  expect(performance.now() - started).toBeLessThan(6_000);
  return Object.fromEntries(errors ?? []);
}
