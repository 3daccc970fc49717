import { Logger } from '@nestjs/common';
import { eventually, KafkaFaultProxy, testStack, unique } from '@payments/testing';
import { afterEach, expect, it } from 'vitest';
import { connectKafka, type KafkaConnection } from '../connection.ts';
import { TransactionalProducer } from '../producer/transactional-producer.ts';
import { ensureTopics } from './ensure-topics.ts';
import { TopicTail } from './topic-tail.ts';

const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };
const connection = connectKafka({ ...testStack().kafka, clientId: 'tail-test', log: new Logger('test') });
const running: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

async function tailOf(topic: string, kafka: KafkaConnection = connection): Promise<[TopicTail, string[]]> {
  const seen: string[] = [];
  const tail = new TopicTail(kafka, topic, (taken) => {
    for (const { value } of taken) seen.push(String(value));
  });
  running.push(tail);
  await tail.start();
  return [tail, seen];
}

async function newTopic(): Promise<[string, TransactionalProducer]> {
  const topic = unique('tail');
  await ensureTopics(connection, [{ name: topic, partitions: 3, cleanup: 'compact' }]);
  const producer = new TransactionalProducer(connection, { transactionalId: topic });
  await producer.open();
  running.push({ stop: () => producer.close() });
  return [topic, producer];
}

function records(
  topic: string,
  first: number,
  count: number,
): { topic: string; key: string; value: string }[] {
  return Array.from({ length: count }, (_, index) => {
    const value = `${first + index}`;
    return { topic, key: value, value };
  });
}

it('has everything at its end that was written before it was asked, again and again', async () => {
  const [topic, producer] = await newTopic();
  await producer.transact({ records: records(topic, 0, 5_000) });
  const [tail, seen] = await tailOf(topic);
  // The start does not wait for transactions that are open, and this one may still be completing.
  await tail.readToEnd();
  expect(seen).toHaveLength(5_000);
  for (let round = 1; round <= 20; round += 1) {
    await producer.transact({ records: records(topic, 5_000 + round, 1) });
    await tail.readToEnd();
    expect(seen).toHaveLength(5_000 + round);
  }
  const groups = await connection.withAdmin((admin) => admin.listGroups());
  expect(groups.groups.filter(({ groupId }) => groupId.includes(topic))).toEqual([]);
});

it('says when the end is not reached in time because a transaction is open, and goes on when it is over', async () => {
  const [topic, producer] = await newTopic();
  const [tail, seen] = await tailOf(topic);
  const proxy = await KafkaFaultProxy.start(testStack().kafka);
  running.push(proxy);
  const other = connectKafka({
    brokers: proxy.brokers,
    clientId: 'zombie',
    log: quiet,
    requestTimeoutMs: 500,
  });
  const zombie = new TransactionalProducer(other, { transactionalId: `${topic}-zombie` });
  running.push({ stop: () => zombie.close() });
  await zombie.open();
  const lost = proxy.lose({ api: 'Produce' });
  const left = zombie.transact({ records: [{ topic, key: '1', value: 'left open', partition: 0 }] });
  await expect(left).rejects.toThrow('A transaction of');
  expect(lost.hits).toBe(1);
  await producer.transact({ records: [{ topic, key: '1', value: 'behind it', partition: 0 }] });
  await expect(tail.readToEnd(300)).rejects.toThrow(`The end of ${topic} was not reached within 300 ms.`);
  expect(seen).toEqual([]);
  // Whoever begins now is not held up: it may be the one that is to end what was left open.
  const [, later] = await tailOf(topic);
  expect(later).toEqual([]);
  await zombie.open();
  await tail.readToEnd();
  expect(seen).toEqual(['behind it']);
});

it('comes back when Kafka was away, and misses nothing', async () => {
  const [topic, producer] = await newTopic();
  const proxy = await KafkaFaultProxy.start(testStack().kafka);
  running.push(proxy);
  const [tail, seen] = await tailOf(
    topic,
    connectKafka({ brokers: proxy.brokers, clientId: 'tail-test', log: quiet }),
  );
  proxy.cut();
  await producer.transact({ records: records(topic, 0, 100) });
  proxy.heal();
  await eventually(() => seen.length === 100);
  await tail.readToEnd();
  expect(seen).toHaveLength(100);
});
