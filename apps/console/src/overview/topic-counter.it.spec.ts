import { Logger } from '@nestjs/common';
import {
  ClusterSession,
  connectKafka,
  describeCluster,
  ensureTopics,
  EventProducer,
  partitionOffsets,
} from '@payments/kafka';
import { testStack, unique } from '@payments/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TopicCounter } from './topic-counter.ts';

const connection = connectKafka({ ...testStack().kafka, clientId: 'counter-test', log: new Logger('test') });
const session = new ClusterSession(connection);
const producer = new EventProducer(connection);
const topic = unique('counted');

async function write(count: number): Promise<void> {
  const value = 'counted';
  await producer.send(Array.from({ length: count }, () => ({ topic, key: null, value, partition: 0 })));
}

async function turn(counter: TopicCounter): Promise<number | null> {
  const { topics } = await describeCluster(session);
  const place = topics.find(({ name }) => name === topic);
  if (place === undefined) throw new Error(`There is no topic ${topic}.`);
  const [earliest, latest] = await Promise.all([
    partitionOffsets(session, [place], 'earliest'),
    partitionOffsets(session, [place], 'latest'),
  ]);
  expect(await counter.turn(place, earliest, latest)).toBe(true);
  return counter.count;
}

beforeAll(() => ensureTopics(connection, [{ name: topic, partitions: 1, cleanup: 'delete' }]));
afterAll(async () => {
  await producer.disconnect();
  await session.close();
});

it('counts what comes, also past what its topic forgets; but does not count one that has forgotten before', async () => {
  await write(10);
  const counter = new TopicCounter(session, topic);
  expect(await turn(counter)).toBe(10);
  await connection.withAdmin(async (admin) => {
    // kafkajs deletes only in topics that it has asked about.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '4' }] });
  });
  await write(5);
  expect(await turn(counter)).toBe(15);
  expect(await turn(new TopicCounter(session, topic))).toBeNull();
});
