import { Logger } from '@nestjs/common';
import { testStack, unique } from '@payments/testing';
import kafkajs, { CompressionTypes } from 'kafkajs';
import { afterEach, describe, expect, it } from 'vitest';
import { connectKafka } from '../connection.ts';
import {
  ProducerNotOpenError,
  ProducerQueueFullError,
  RecordTooLargeError,
  SendFailedError,
} from '../errors.ts';
import { partitionFor, type ReceivedRecord } from '../records.ts';
import { ensureTopics } from '../topics/ensure-topics.ts';
import { readTopic } from '../topics/read-topic.ts';
import { EventProducer, type EventProducerOptions } from './event-producer.ts';

const connection = connectKafka({ ...testStack().kafka, clientId: 'producer-test', log: new Logger('test') });
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function newTopic(partitions = 1): Promise<string> {
  const name = unique('producer');
  await ensureTopics(connection, [{ name, partitions, cleanup: 'delete' }]);
  return name;
}

function newProducer(options?: EventProducerOptions): EventProducer {
  const producer = new EventProducer(connection, options);
  stops.push(() => producer.disconnect());
  return producer;
}

async function recordsOf(topic: string): Promise<ReceivedRecord[]> {
  const records: ReceivedRecord[] = [];
  await readTopic(connection, topic, (some) => void records.push(...some));
  return records;
}

describe('an event producer', () => {
  it('writes records as they are, each into the partition of its key', async () => {
    const topic = await newTopic(6);
    const sent = [
      {
        topic,
        key: 'asha',
        value: 'chai',
        headers: { trace: Buffer.from([0, 255]), lang: 'hi' },
        timestampMs: 1_234,
      },
      { topic, key: Buffer.from([1, 2]), value: Buffer.from([0, 255]) },
      { topic, key: 'ravi', value: null },
      { topic, key: null, value: 'x', partition: 5 },
    ];
    await newProducer().send(sent);
    const records = await recordsOf(topic);
    expect(records).toHaveLength(4);
    const [asha, bytes, ravi, given] = [
      records.find(({ key }) => String(key) === 'asha'),
      records.find(({ key }) => key?.length === 2),
      records.find(({ key }) => String(key) === 'ravi'),
      records.find(({ key }) => key === null),
    ];
    expect(asha).toMatchObject({
      partition: partitionFor('asha', 6),
      value: Buffer.from('chai'),
      headers: { trace: Buffer.from([0, 255]), lang: Buffer.from('hi') },
      timestampMs: 1_234,
    });
    expect(bytes?.value).toEqual(Buffer.from([0, 255]));
    expect(ravi?.value).toBeNull();
    expect(given?.partition).toBe(5);
  });

  it('splits what is larger than the broker takes at once, and keeps the order', async () => {
    const topic = await newTopic();
    const values = Array.from({ length: 60 }, (_, index) => `${index}:${'x'.repeat(100_000)}`);
    await newProducer().send(values.map((value) => ({ topic, key: 'k', value })));
    expect((await recordsOf(topic)).map(({ value }) => String(value))).toEqual(values);
  });

  it('splits further when the topic takes less than it knows', async () => {
    const topic = unique('small');
    await connection.withAdmin((admin) =>
      admin.createTopics({
        topics: [{ topic, configEntries: [{ name: 'max.message.bytes', value: '5000' }] }],
        waitForLeaders: true,
      }),
    );
    const values = Array.from({ length: 40 }, (_, index) => `${index}:${'x'.repeat(1_000)}`);
    await newProducer().send(values.map((value) => ({ topic, key: 'k', value })));
    expect((await recordsOf(topic)).map(({ value }) => String(value))).toEqual(values);
  });

  it('refuses a record that is too large, and only that', async () => {
    const topic = await newTopic();
    const producer = newProducer();
    const large = producer.send([{ topic, key: 'k', value: Buffer.alloc(1_100_000) }]);
    const small = producer.send([{ topic, key: 'k', value: 'small' }]);
    await expect(large).rejects.toBeInstanceOf(RecordTooLargeError);
    await small;
    await producer.send([{ topic, key: 'k', value: 'next' }]);
    expect((await recordsOf(topic)).map(({ value }) => String(value))).toEqual(['small', 'next']);
  });

  it('refuses records of a topic that is not there, and only those', async () => {
    const topic = await newTopic();
    const producer = newProducer();
    const nowhere = producer.send([{ topic: unique('nowhere'), key: 'k', value: 'v' }]);
    const wrong = producer.send([{ topic, key: 'k', value: 'v', partition: 7 }]);
    const right = producer.send([{ topic, key: 'k', value: 'v' }]);
    await expect(nowhere).rejects.toBeInstanceOf(SendFailedError);
    await expect(nowhere).rejects.toThrow(/no topic/);
    await expect(wrong).rejects.toThrow(/no partition 7/);
    await right;
    expect(await recordsOf(topic)).toHaveLength(1);
  });

  it('sends calls that come together in one request, and refuses more than it has room for', async () => {
    const topic = await newTopic();
    const producer = newProducer({ maxQueuedBytes: 100_000 });
    const send = (): Promise<void> => producer.send([{ topic, key: 'k', value: 'x'.repeat(40_000) }]);
    const results = await Promise.allSettled([send(), send(), send()]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(results[2]).toMatchObject({ reason: expect.any(ProducerQueueFullError) as unknown });
    await send();
    expect(await recordsOf(topic)).toHaveLength(3);
  });

  it('sends what waits before it disconnects, and takes nothing after that', async () => {
    const topic = await newTopic();
    const producer = newProducer();
    const sent = producer.send([{ topic, key: 'k', value: 'v' }]);
    await producer.disconnect();
    await sent;
    await expect(producer.send([{ topic, key: 'k', value: 'v' }])).rejects.toBeInstanceOf(
      ProducerNotOpenError,
    );
    expect(await recordsOf(topic)).toHaveLength(1);
  });
});

describe('a batch in any codec', () => {
  it.each(['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const)('is read: %s', async (codec) => {
    const topic = await newTopic();
    const producer = new kafkajs.Kafka({ brokers: [...connection.brokers] }).producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    stops.push(() => producer.disconnect());
    const value = 'tea '.repeat(1_000);
    const messages = Array.from({ length: 20 }, () => ({ key: 'k', value }));
    await producer.send({ topic, messages, compression: CompressionTypes[codec] });
    const records = await recordsOf(topic);
    expect(records.map((record) => String(record.value))).toEqual(messages.map(() => value));
  });
});
