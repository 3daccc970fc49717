import { randomUUID } from 'node:crypto';
import { ensureTopics, EventProducer, type KafkaConnection } from '@payments/kafka';
import { createConnection } from 'mysql2/promise';
import { createConverters } from '../../apps/connector/dist/converters/converters.js';
import { mySqlSink } from '../../apps/connector/dist/mysql-sink/mysql-sink.js';
import type { SinkPlugin } from '../../apps/connector/dist/plugin/plugin.js';
import type { SinkTask } from '../../apps/connector/dist/plugin/sink-task.js';
import { s3Sink } from '../../apps/connector/dist/s3-sink/s3-sink.js';
import { createTransforms } from '../../apps/connector/dist/transforms/transform-chain.js';
import { fromReceived, type SinkConversion } from '../../apps/connector/dist/worker/sink-records.js';
import { connectorFiles } from '../platform/connectors.ts';
import { benchTopic, partitions } from './bench-topic.ts';
import { consumeTopic } from './consume-topic.ts';
import { type Figure, figureOf } from './figure.ts';
import { benchKafka, errorsOnly, type Ground } from './ground.ts';
import { eventBytes, paymentEvent } from './payment-event.ts';

const sendAtOnce = 5_000;

/** A backlog of events that a sink reads, as after an outage. */
interface Backlog {
  readonly records: number;
  /** What is measured begins when everything is warm. */
  readonly warmUpRecords: number;
}

const toArchive: Backlog = { records: 900_000, warmUpRecords: 150_000 };
const toTable: Backlog = { records: 300_000, warmUpRecords: 60_000 };

const json = {
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter.schemas.enable': 'false',
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
};

/**
 * Records a second from a topic into objects of an hour, exactly once: with the worker's own consumer and converters, until the last
 * chunk of each partition is committed.
 */
export async function measureS3Sink(ground: Ground): Promise<Figure[]> {
  const { s3 } = ground.platform.stack.addresses;
  const kafka = benchKafka(ground);
  const topic = await fullTopic(kafka, toArchive);
  const config = {
    'partitioner.class': 'HourlyPartitioner',
    'timestamp.extractor': 'Record',
    'flush.size': '50000',
    'rotate.schedule.interval.ms': '1000',
    's3.bucket.name': s3.bucket,
    'store.url': s3.endpoint,
    's3.region': 'us-east-1',
    'aws.access.key.id': s3.accessKeyId,
    'aws.secret.access.key': s3.secretAccessKey,
    ...json,
  };
  const formats = [
    {
      name: 'gzip JSON',
      target: 120_000,
      of: { 'format.class': 'JsonFormat', 's3.compression.type': 'gzip' },
    },
    { name: 'Parquet', of: { 'format.class': 'ParquetFormat' } },
  ];
  const rates = formats.map((): number[] => []);
  for (let round = 1; round <= ground.rounds; round += 1)
    for (const [index, { name, of }] of formats.entries()) {
      ground.say(`round ${round} of ${ground.rounds}: ${name}`);
      rates[index]?.push(
        await sinkRate(kafka, { topic, plugin: s3Sink, config: { ...config, ...of }, backlog: toArchive }),
      );
    }
  return formats.map(({ name, target }, index) =>
    figureOf(rates[index] ?? [], {
      name: `S3 sink, ${name}`,
      unit: 'records/s',
      ...(target !== undefined && { target }),
      detail: `a backlog of ${toArchive.records.toLocaleString('en')} events of ${eventBytes} bytes into objects by hour, exactly once, one task`,
    }),
  );
}

/** Rows a second from a topic into a table, with the transforms of the demo's own sink. */
export async function measureMySqlSink(ground: Ground): Promise<Figure[]> {
  const { host, port, user, password } = ground.platform.stack.addresses.mysql;
  const kafka = benchKafka(ground);
  const topic = await fullTopic(kafka, toTable);
  const report = (await connectorFiles()).find(({ name }) => name === 'decisions-report');
  const connection = await createConnection({ host, port, user, password });
  const rates: number[] = [];
  try {
    for (let round = 1; round <= ground.rounds; round += 1) {
      ground.say(`round ${round} of ${ground.rounds}`);
      const database = `bench_sink_${randomUUID().slice(0, 8)}`;
      await connection.query('CREATE DATABASE ??', [database]);
      const config = {
        ...report?.config,
        'connection.url': `jdbc:mysql://${host}:${port}/${database}`,
        'connection.user': user,
        'connection.password': password,
      };
      rates.push(await sinkRate(kafka, { topic, plugin: mySqlSink, config, backlog: toTable }));
      await connection.query('DROP DATABASE ??', [database]);
    }
  } finally {
    await connection.end();
  }
  return [
    figureOf(rates, {
      name: 'MySQL sink',
      unit: 'rows/s',
      detail: `a backlog of ${toTable.records.toLocaleString('en')} events into a new table by upsert, flattened and renamed, one task`,
    }),
  ];
}

interface SinkRun {
  readonly topic: string;
  readonly plugin: SinkPlugin;
  readonly config: Readonly<Record<string, string>>;
  readonly backlog: Backlog;
}

async function sinkRate(
  kafka: KafkaConnection,
  { topic, plugin, config, backlog }: SinkRun,
): Promise<number> {
  const connector = `bench-sink-${randomUUID()}`;
  // Each run archives to a place of its own: no offset is archived twice in one.
  const named = { ...config, name: connector, 'topics.dir': connector };
  const { signal } = new AbortController();
  const sink = plugin.createTask({ connector, task: 0, config: named, log: errorsOnly, signal });
  const conversion: SinkConversion = {
    converters: createConverters(named),
    transforms: createTransforms(named),
    failed: (_, error) => {
      throw error;
    },
  };
  const seconds = await write({ kafka, connector, topic, sink, conversion, backlog });
  return (backlog.records - backlog.warmUpRecords) / seconds;
}

async function fullTopic(kafka: KafkaConnection, { records }: Backlog): Promise<string> {
  const topic = `bench-sink-${randomUUID()}`;
  await ensureTopics(kafka, [benchTopic(topic)]);
  await fill(new EventProducer(kafka), topic, records);
  return topic;
}

interface SinkGround {
  readonly kafka: KafkaConnection;
  /** Also the name of its group. */
  readonly connector: string;
  readonly topic: string;
  readonly backlog: Backlog;
  readonly sink: SinkTask;
  readonly conversion: SinkConversion;
}

/** @returns how long the records after the warm-up took until they were committed */
async function write({ kafka, connector, topic, sink, conversion, backlog }: SinkGround): Promise<number> {
  const { records, warmUpRecords } = backlog;
  const committed = new Map<number, number>();
  const done = Promise.withResolvers<void>();
  let startedAt = 0;
  let taken = 0;
  try {
    const endedAt = await consumeTopic(kafka, {
      group: connector,
      topic,
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
      done: done.promise,
    });
    return (endedAt - startedAt) / 1_000;
  } finally {
    await sink.stop();
  }
}

async function fill(producer: EventProducer, topic: string, records: number): Promise<void> {
  for (let sent = 0; sent < records; sent += sendAtOnce)
    await producer.send(
      Array.from({ length: sendAtOnce }, (_, index) => {
        const number = sent + index;
        return { topic, partition: number % partitions, key: `user-${number % 997}`, value: event(number) };
      }),
    );
  await producer.disconnect();
}

function event(number: number): string {
  return paymentEvent({
    paymentId: randomUUID(),
    userId: `user-${(number * 7_919) % 30_000}`,
    day: '2026-11-22',
    amount: (number % 100_000) + 1,
  });
}
