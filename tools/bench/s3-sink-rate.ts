import { randomUUID } from 'node:crypto';
import {
  connectKafka,
  ensureTopics,
  EventProducer,
  type KafkaConnection,
  PartitionedConsumer,
} from '@payments/kafka';
import type { StackAddresses } from '@payments/testing';
import { createConverters } from '../../apps/connector/dist/converters/converters.js';
import type { SinkTask } from '../../apps/connector/dist/plugin/sink-task.js';
import { s3Sink } from '../../apps/connector/dist/s3-sink/s3-sink.js';
import { createTransforms } from '../../apps/connector/dist/transforms/transform-chain.js';
import { fromReceived, type SinkConversion } from '../../apps/connector/dist/worker/sink-records.js';
import type { Figure } from './figure.ts';

const records = 900_000;
/** What is measured begins when everything is warm. */
const warmUpRecords = 150_000;
const partitions = 6;
const sendAtOnce = 5_000;
const flushSize = 50_000;

/**
 * Records a second from a topic into objects of an hour, as gzipped JSON, exactly once: a backlog is read, as after an outage, with the
 * worker's own consumer and converters. It ends when the last chunk of each partition is committed.
 */
export async function measureS3Sink({
  kafka: { brokers },
  s3,
}: Pick<StackAddresses, 'kafka' | 's3'>): Promise<Figure> {
  const log = { log: () => undefined, warn: sayOnError, error: sayOnError };
  const kafka = connectKafka({ brokers, clientId: 'bench', log });
  const topic = `bench-archive-${randomUUID()}`;
  await ensureTopics(kafka, [{ name: topic, partitions, cleanup: 'delete', retentionMs: 3_600_000 }]);
  await fill(new EventProducer(kafka), topic);
  const config = {
    name: topic,
    'format.class': 'JsonFormat',
    's3.compression.type': 'gzip',
    'partitioner.class': 'HourlyPartitioner',
    'timestamp.extractor': 'Record',
    'flush.size': String(flushSize),
    'rotate.schedule.interval.ms': '1000',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    's3.bucket.name': s3.bucket,
    'store.url': s3.endpoint,
    's3.region': 'us-east-1',
    'aws.access.key.id': s3.accessKeyId,
    'aws.secret.access.key': s3.secretAccessKey,
  };
  const signal = new AbortController().signal;
  const sink = s3Sink.createTask({ connector: topic, task: 0, config, log, signal });
  const conversion: SinkConversion = {
    converters: createConverters(config),
    transforms: createTransforms(config),
    failed: (_, error) => {
      throw error;
    },
  };
  const seconds = await archive({ kafka, topic, sink, conversion });
  return {
    name: 'S3 sink',
    value: (records - warmUpRecords) / seconds,
    unit: 'records/s',
    target: 80_000,
    detail: `a backlog of ${records.toLocaleString('en')} events of 300 bytes, Kafka to gzipped JSON by hour, exactly once, one task`,
  };
}

interface Ground {
  readonly kafka: KafkaConnection;
  readonly topic: string;
  readonly sink: SinkTask;
  readonly conversion: SinkConversion;
}

/** @returns how long the records after the warm-up took until they were committed */
async function archive({ kafka, topic, sink, conversion }: Ground): Promise<number> {
  const committed = new Map<number, number>();
  const done = Promise.withResolvers<void>();
  let startedAt = 0;
  let taken = 0;
  const consumer = new PartitionedConsumer(kafka, {
    group: topic,
    startsAt: 'earliest',
    topics: () => [topic],
    open: async (owned) => {
      const { partition, position } = owned;
      const writer = await sink.open({
        topic,
        partition,
        position,
        commit: async (to) => {
          await owned.commit(to);
          committed.set(partition, to.offset);
          const all = [...committed.values()].reduce((sum, offset) => sum + offset, 0);
          if (all === records) done.resolve();
        },
        skip: (_, error) => Promise.reject(error),
      });
      return {
        put: (received, end) => {
          if (taken >= warmUpRecords && startedAt === 0) startedAt = performance.now();
          taken += received.length;
          return writer.put(fromReceived(received, conversion).records, end);
        },
        failed: writer.failed,
        flush: () => writer.flush(),
        close: () => writer.close(),
      };
    },
    failed: (_, error) => {
      done.reject(error);
      return 0;
    },
    died: (reason) => done.reject(new Error(reason)),
  });
  await consumer.start();
  await done.promise;
  const seconds = (performance.now() - startedAt) / 1_000;
  await consumer.stop();
  await sink.stop();
  return seconds;
}

async function fill(producer: EventProducer, topic: string): Promise<void> {
  for (let sent = 0; sent < records; sent += sendAtOnce)
    await producer.send(
      Array.from({ length: sendAtOnce }, (_, index) => {
        const number = sent + index;
        return { topic, partition: number % partitions, key: `user-${number % 997}`, value: event(number) };
      }),
    );
  await producer.disconnect();
}

/** As large as the platform's own events. */
function event(number: number): string {
  const paymentId = randomUUID();
  const userId = `user-${(number * 7_919) % 30_000}`;
  return JSON.stringify({
    specversion: '1.0',
    id: randomUUID(),
    type: 'payment.requested',
    source: 'payments-api',
    subject: userId,
    time: '2026-11-22T10:00:00.000Z',
    data: {
      paymentId,
      userId,
      merchantId: 'chai-point',
      amount: number % 100_000,
      currency: 'INR',
      day: '2026-11-22',
    },
  });
}

function sayOnError(message: string): void {
  process.stderr.write(`${message}\n`);
}
