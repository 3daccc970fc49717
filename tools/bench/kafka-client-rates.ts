import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTopics, EventProducer, type KafkaConnection } from '@payments/kafka';
import { guardPath, releasePath } from '../stack/guard.ts';
import { benchTopic, partitions } from './bench-topic.ts';
import { consumeTopic } from './consume-topic.ts';
import { contest } from './contest.ts';
import type { Figure } from './figure.ts';
import { benchKafka, type Ground } from './ground.ts';
import { eventBytes, paymentEvent } from './payment-event.ts';
import { consumerPerformance, producerPerformance } from './peers/performance-tools.ts';

const records = 1_000_000;
const sendAtOnce = 5_000;
/** So that what is produced next is there when the answer to what was before comes. */
const sendsUnderWay = 3;
const differentValues = 10_000;

/** libs/kafka beside Kafka's own clients, as the tools measure them that come with Kafka. */
export async function measureKafkaClients(ground: Ground): Promise<Figure[]> {
  const connection = benchKafka(ground);
  const folder = await mkdtemp(join(tmpdir(), 'bench-payloads-'));
  guardPath(folder);
  const payloads = join(folder, 'values.ndjson');
  const values = Array.from({ length: differentValues }, (_, number) =>
    paymentEvent({
      paymentId: randomUUID(),
      userId: `user-${number}`,
      day: '2026-11-22',
      amount: number + 1,
    }),
  );
  await writeFile(payloads, values.join('\n'));
  const { jars, brokers } = ground.platform.stack.kafka;
  const full = await newTopic(connection);
  try {
    await produce(connection, full, values);
    const options = { rounds: ground.rounds, onRun: ground.say };
    const producing = await contest(
      [
        {
          name: 'libs/kafka, producing',
          run: async () => ({ rate: await produce(connection, await newTopic(connection), values) }),
        },
        {
          name: 'ProducerPerformance',
          run: async () => {
            const topic = await newTopic(connection);
            return { rate: await producerPerformance({ jars, brokers, topic, records }, payloads) };
          },
        },
      ],
      options,
    );
    const consuming = await contest(
      [
        { name: 'libs/kafka, consuming', run: async () => ({ rate: await consume(connection, full) }) },
        {
          name: 'ConsumerPerformance',
          run: async () => ({ rate: await consumerPerformance({ jars, brokers, topic: full, records }) }),
        },
      ],
      options,
    );
    const detail = `${records.toLocaleString('en')} events of ${eventBytes} bytes, ${partitions} partitions`;
    return [
      producing.figure('rate', {
        name: 'producing',
        unit: 'records/s',
        detail: `${detail}, idempotent, acknowledged by all`,
      }),
      consuming.figure('rate', { name: 'consuming', unit: 'records/s', detail }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
    releasePath(folder);
  }
}

async function newTopic(connection: KafkaConnection): Promise<string> {
  const name = `bench-client-${randomUUID()}`;
  await ensureTopics(connection, [benchTopic(name)]);
  return name;
}

async function produce(
  connection: KafkaConnection,
  topic: string,
  values: readonly string[],
): Promise<number> {
  const producer = new EventProducer(connection);
  await producer.connect();
  const startedAt = performance.now();
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < records) {
      const first = next;
      next += sendAtOnce;
      await producer.send(
        Array.from({ length: sendAtOnce }, (_, index) => ({
          topic,
          partition: (first + index) % partitions,
          key: null,
          value: values[(first + index) % values.length] ?? '',
        })),
      );
    }
  };
  try {
    await Promise.all(Array.from({ length: sendsUnderWay }, send));
    return records / ((performance.now() - startedAt) / 1_000);
  } finally {
    await producer.disconnect();
  }
}

/** Each record with its key and value as bytes, as Java's tool takes them. */
async function consume(connection: KafkaConnection, topic: string): Promise<number> {
  const done = Promise.withResolvers<void>();
  let startedAt = 0;
  let taken = 0;
  const endedAt = await consumeTopic(connection, {
    group: `${topic}-${randomUUID()}`,
    topic,
    open: () => {
      // As the tool, it counts from when the partitions are its own.
      if (startedAt === 0) startedAt = performance.now();
      return Promise.resolve({
        put: (received) => {
          taken += received.length;
          if (taken >= records) done.resolve();
          return Promise.resolve();
        },
        failed: new Promise<never>(() => undefined),
        flush: () => Promise.resolve(),
        close: () => Promise.resolve(),
      });
    },
    done: done.promise,
  });
  return records / ((endedAt - startedAt) / 1_000);
}
