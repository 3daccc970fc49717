import { Logger } from '@nestjs/common';
import { testStack, unique } from '@payments/testing';
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
  // Waits until the last transaction is complete; its commit is acknowledged a little earlier.
  await producer.open();
  await producer.close();

  const seen: string[] = [];
  await readTopic(connection, topic, (records) => seen.push(...records.map(({ value }) => String(value))));
  expect(seen.toSorted()).toEqual(values.toSorted());
  expect(await isTopicUnused(connection, topic)).toBe(false);
  const groups = await connection.withAdmin((admin) => admin.listGroups());
  expect(groups.groups.filter(({ groupId }) => groupId.startsWith('read-topic-test'))).toEqual([]);
});
