import { OffsetRanges, proveArchive } from '@payments/archive';
import { connectKafka, ensureTopics, TransactionalProducer } from '@payments/kafka';
import { eventually, freshBucket, testStack, unique } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import { readAll, sinkConfig, storeFor } from '../testing/archive-ground.ts';
import { type RunningConnector, startConnector } from '../testing/running-connector.ts';
import { s3Sink } from './s3-sink.ts';

const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };
const kafka = connectKafka({ ...testStack().kafka, clientId: 'archive-test', log: quiet });
const producer = new TransactionalProducer(kafka, { transactionalId: unique('archive-test') });

let connector: RunningConnector;

beforeAll(async () => {
  connector = await startConnector([s3Sink]);
  await producer.open();
});

afterAll(async () => {
  await connector.stop();
  await producer.close();
});

async function create(name: string, config: RawConfig): Promise<void> {
  const answer = await fetch(`${connector.url}/connectors`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, config: { ...config, name } }),
  });
  expect([answer.status, await answer.text()]).toEqual([201, expect.any(String)]);
}

async function freshTopic(partitions: number): Promise<string> {
  const name = unique('archived');
  await ensureTopics(kafka, [{ name, partitions, cleanup: 'delete' }]);
  return name;
}

it('runs the quickstart, and writes the objects that its page shows', async () => {
  const [topic, bucket] = [await freshTopic(1), await freshBucket('quickstart')];
  const schema = {
    type: 'struct',
    optional: false,
    fields: [{ field: 'f1', type: 'string', optional: false }],
  };
  const records = Array.from({ length: 9 }, (_, at) =>
    JSON.stringify({ schema, payload: { f1: `value${at + 1}` } }),
  );
  await producer.transact({ records: records.map((value) => ({ topic, key: null, value })) });
  const { endpoint, accessKeyId, secretAccessKey } = bucket;
  await create(unique('s3-sink'), {
    'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
    'tasks.max': '1',
    topics: topic,
    's3.region': 'us-west-2',
    's3.bucket.name': bucket.bucket,
    's3.part.size': '5242880',
    'flush.size': '3',
    'storage.class': 'io.confluent.connect.s3.storage.S3Storage',
    'format.class': 'io.confluent.connect.s3.format.avro.AvroFormat',
    'schema.generator.class': 'io.confluent.connect.storage.hive.schema.DefaultSchemaGenerator',
    'partitioner.class': 'io.confluent.connect.storage.partitioner.DefaultPartitioner',
    'schema.compatibility': 'NONE',
    'store.url': endpoint,
    'aws.access.key.id': accessKeyId,
    'aws.secret.access.key': secretAccessKey,
  });
  const keys = [0, 3, 6].map((first) => `topics/${topic}/partition=0/${topic}+0+000000000${first}.avro`);
  const objects = await eventually(async () => {
    const all = await readAll(storeFor(bucket));
    return all.size >= keys.length && all;
  });
  expect([...objects.keys()]).toEqual(keys);
});

describe('transactions in a topic', () => {
  it('have each committed record archived once, and their markers are named', async () => {
    const [topic, bucket] = [await freshTopic(2), await freshBucket('transactions')];
    const committed = new Map([0, 1].map((partition) => [partition, new OffsetRanges()]));
    for (let transaction = 0; transaction < 20; transaction += 1) {
      const records = Array.from({ length: 40 }, (_, at) => ({
        topic,
        key: `user-${at}`,
        value: JSON.stringify({ transaction, at }),
        partition: at % 2,
      }));
      const written = await producer.transact({ records });
      for (const { partition, firstOffset, records: count } of written)
        committed.get(partition)?.add(Number(firstOffset), Number(firstOffset) + count);
    }
    const config = {
      topics: topic,
      'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
      's3.compression.type': 'gzip',
      'store.kafka.metadata': 'true',
      'flush.size': '70',
      'rotate.schedule.interval.ms': '1000',
      'partitioner.class': 'HourlyPartitioner',
      'timestamp.extractor': 'Record',
    };
    await create(unique('archive'), sinkConfig(bucket, config));
    const store = storeFor(bucket);
    const proof = await eventually(async () => {
      const { partitions, problems } = await proveArchive(store, topic);
      expect(problems).toEqual([]);
      expect(partitions.map(({ archived }) => String(archived))).toEqual([...committed.values()].map(String));
      return partitions;
    });
    expect(proof.map(({ archived, absent }) => archived.count + absent.count)).toEqual(
      proof.map(({ end }) => end),
    );
  });
});
