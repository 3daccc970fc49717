import { Logger } from '@nestjs/common';
import { KafkaFaultProxy, testStack, unique } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { connectKafka, type KafkaConnection, readCommittedPosition } from '../connection.ts';
import { TransactionFailedError } from '../errors.ts';
import type { OutgoingRecord } from '../records.ts';
import { ensureTopics } from '../topics/ensure-topics.ts';
import { readTopic } from '../topics/read-topic.ts';
import { EventProducer } from './event-producer.ts';
import { TransactionalProducer } from './transactional-producer.ts';

const log = new Logger('test');
const direct = connectKafka({ ...testStack().kafka, clientId: 'lost-answers-test', log });
const stops: (() => Promise<unknown>)[] = [];
const requestTimeoutMs = 1_000;

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function newTopic(partitions = 1): Promise<string> {
  const name = unique('lost');
  await ensureTopics(direct, [{ name, partitions, cleanup: 'delete' }]);
  return name;
}

async function throughProxy(
  options: { hidesFeatures?: boolean } = {},
): Promise<{ proxy: KafkaFaultProxy; connection: KafkaConnection }> {
  const proxy = await KafkaFaultProxy.start({ ...testStack().kafka, ...options });
  stops.push(() => proxy.stop());
  const connection = connectKafka({
    brokers: proxy.brokers,
    clientId: 'lost-answers-test',
    log,
    requestTimeoutMs,
  });
  return { proxy, connection };
}

async function valuesOf(topic: string): Promise<string[]> {
  const values: string[] = [];
  await readTopic(direct, topic, (records) => values.push(...records.map(({ value }) => String(value))));
  return values;
}

const record = (topic: string, value: string): OutgoingRecord => ({ topic, key: null, partition: 0, value });

describe.each(['silence', 'disconnect'] as const)(
  'an event producer whose acknowledgement is lost in %s',
  (how) => {
    it('neither doubles nor swallows a record while others are being sent', async () => {
      const topic = await newTopic();
      const { proxy, connection } = await throughProxy();
      const producer = new EventProducer(connection);
      stops.push(() => producer.disconnect());
      await producer.send([record(topic, 'first')]);
      const fault = proxy.lose({ api: 'Produce', how, count: 2 });
      // Each in a turn of its own, so that they wait for each other and are not one batch.
      const sends = ['A', 'B', 'C'].map(async (value, turn) => {
        for (let passed = 0; passed < turn * 5; passed += 1) await Promise.resolve();
        await producer.send([record(topic, value)]);
      });
      await Promise.all(sends);
      await producer.send([record(topic, 'last')]);
      expect(fault.hits).toBe(2);
      expect(await valuesOf(topic)).toEqual(['first', 'A', 'B', 'C', 'last']);
    });
  },
);

describe('while the brokers are away', () => {
  it('an event producer keeps what it was given, and sends it once, in order', async () => {
    const topic = await newTopic();
    const { proxy, connection } = await throughProxy();
    const producer = new EventProducer(connection);
    stops.push(() => producer.disconnect());
    const sends: Promise<void>[] = [];
    for (let number = 0; number < 300; number += 1) {
      if (number === 100) proxy.cut();
      if (number === 200) setTimeout(() => proxy.heal(), 1_000);
      sends.push(producer.send([record(topic, String(number))]));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(sends);
    expect(await valuesOf(topic)).toEqual(Array.from({ length: 300 }, (_, number) => String(number)));
  });

  it('a transactional producer fails, and goes on once it is opened again', async () => {
    const topic = await newTopic();
    const { proxy, connection } = await throughProxy();
    const cutFor = (ms: number): void => {
      proxy.cut();
      setTimeout(() => proxy.heal(), ms);
    };
    const { failures } = await writeNumbers(connection, {
      topic,
      count: 1_000,
      written: (count) => count === 500 && cutFor(1_200),
    });
    expect(failures.length).toBeGreaterThan(0);
    expect(await valuesOf(topic)).toEqual(Array.from({ length: 1_000 }, (_, number) => String(number)));
  });
});

/** Writes numbers to `topic`, some a transaction, and how far it has come to the position of `group`; as the relay does. */
async function writeNumbers(
  connection: KafkaConnection,
  {
    topic,
    count,
    perTransaction = 10,
    written,
  }: { topic: string; count: number; perTransaction?: number; written?: (count: number) => unknown },
): Promise<{ failures: unknown[] }> {
  const producer = new TransactionalProducer(connection, { transactionalId: topic });
  stops.push(() => producer.close());
  const failures: unknown[] = [];
  await producer.open();
  let next = 0;
  while (next < count) {
    const records = Array.from({ length: perTransaction }, (_, index) => record(topic, String(next + index)));
    const position = { topic, partition: 0, offset: String(next + perTransaction), metadata: 'so far' };
    try {
      await producer.transact({ records, offsets: { group: topic, positions: [position] } });
      next += perTransaction;
      written?.(next);
    } catch (error) {
      failures.push(error);
      await producer.open();
      next = Number((await readCommittedPosition(connection, topic, topic, 0))?.offset ?? 0);
    }
  }
  return { failures };
}

const joined = ['Produce', 'TxnOffsetCommit', 'EndTxn'] as const;
const announced = ['AddPartitionsToTxn', 'AddOffsetsToTxn', ...joined] as const;

describe.each(['silence', 'disconnect'] as const)('a transaction of which an answer is lost in %s', (how) => {
  it.each([
    ...joined.map((api) => ({ api, hidesFeatures: false, cluster: 'a cluster of Kafka 4' })),
    ...announced.map((api) => ({
      api,
      hidesFeatures: true,
      cluster: 'one that has not agreed on its features',
    })),
  ])('counts wholly or not at all: $api, in $cluster', async ({ api, hidesFeatures }) => {
    const topic = await newTopic();
    const { proxy, connection } = await throughProxy({ hidesFeatures });
    const fault = proxy.lose({ api, how, nth: 3, containing: topic });
    const { failures } = await writeNumbers(connection, { topic, count: 60 });
    expect(fault.hits).toBe(1);
    expect(failures).toEqual([expect.any(TransactionFailedError)]);
    expect(await valuesOf(topic)).toEqual(Array.from({ length: 60 }, (_, number) => String(number)));
  });

  it('is taken over all the same when the answer to that is lost', async () => {
    const topic = await newTopic();
    const { proxy, connection } = await throughProxy();
    const fault = proxy.lose({ api: 'InitProducerId', how, containing: topic });
    await writeNumbers(connection, { topic, count: 20 });
    expect(fault.hits).toBe(1);
    expect(await valuesOf(topic)).toHaveLength(20);
  });
});
