import { Logger } from '@nestjs/common';
import { testStack, unique } from '@payments/testing';
import kafkajs, { type Transaction } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { connectKafka } from '../connection.ts';
import { TransactionalProducer } from '../producer/transactional-producer.ts';
import { ensureTopics } from './ensure-topics.ts';
import { isTopicUnused, readTopic } from './read-topic.ts';

const connection = connectKafka({
  ...testStack().kafka,
  clientId: 'read-topic-test',
  log: new Logger('test'),
});

it('reads everything that is committed, and ends although transaction markers come last', async () => {
  const topic = unique('read');
  await ensureTopics(connection, [{ name: topic, partitions: 3, cleanup: 'delete' }]);
  expect(await isTopicUnused(connection, topic)).toBe(true);
  await readTopic(connection, topic, () => expect.unreachable());

  const producer = new TransactionalProducer(connection, { transactionalId: topic });
  await producer.open();
  const values = Array.from({ length: 1_000 }, (_, index) => `${index}`);
  for (const value of values.slice(0, 10))
    await producer.transact({ records: [{ topic, key: value, value }] });
  await producer.transact({ records: values.slice(10).map((value) => ({ topic, key: value, value })) });
  await producer.close();

  expect((await valuesOf(topic)).toSorted()).toEqual(values.toSorted());
  expect(await isTopicUnused(connection, topic)).toBe(false);
  const groups = await connection.withAdmin((admin) => admin.listGroups());
  expect(groups.groups.filter(({ groupId }) => groupId.startsWith('read-topic-test'))).toEqual([]);
});

it('reads what a transaction writes that is still to be committed, but does not wait for one that stays open', async () => {
  const topic = unique('read');
  await ensureTopics(connection, [{ name: topic, partitions: 1, cleanup: 'delete' }]);
  const kafka = new kafkajs.Kafka({
    ...testStack().kafka,
    brokers: [...testStack().kafka.brokers],
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const producer = kafka.producer({ transactionalId: topic, maxInFlightRequests: 1, idempotent: true });
  await producer.connect();
  const open = async (value: string): Promise<Transaction> => {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value }] });
    return transaction;
  };
  const first = await open('first');
  const reading = valuesOf(topic);
  await pause(500);
  await first.commit();
  expect(await reading).toEqual(['first']);

  const second = await open('second');
  expect(await valuesOf(topic)).toEqual(['first']);
  await second.abort();
  await producer.disconnect();
});

async function valuesOf(topic: string): Promise<string[]> {
  const values: string[] = [];
  await readTopic(connection, topic, (records) => values.push(...records.map(({ value }) => String(value))));
  return values;
}
