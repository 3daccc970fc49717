import { eventually, KafkaFaultProxy, testStack, unique } from '@payments/testing';
import { expect, it, onTestFinished } from 'vitest';
import { connectKafka } from '../connection.ts';
import { ensureTopics } from '../topics/ensure-topics.ts';

it('a consumer that is told of no coordinator, for a while, starts again until it is told', async () => {
  const proxy = await KafkaFaultProxy.start(testStack().kafka);
  onTestFinished(() => proxy.stop());
  const log = { log: () => undefined, warn: () => undefined, error: () => undefined };
  const connection = connectKafka({ brokers: proxy.brokers, clientId: 'test', log });
  const topic = unique('tea');
  await ensureTopics(connection, [{ name: topic, partitions: 1, cleanup: 'delete' }]);

  const consumer = connection.consumer({ groupId: unique('waiters') });
  onTestFinished(() => consumer.disconnect());
  const restarts: boolean[] = [];
  let hasJoined = false;
  consumer.on(consumer.events.CRASH, ({ payload }) => restarts.push(payload.restart));
  consumer.on(consumer.events.GROUP_JOIN, () => (hasJoined = true));
  const fault = proxy.lose({ api: 'FindCoordinator', how: 'disconnect', count: 1_000 });
  await consumer.subscribe({ topic });
  await consumer.run({ eachBatch: () => Promise.resolve() });
  await eventually(() => restarts.length > 0, { what: 'the consumer to crash' });
  expect(fault.hits).toBeGreaterThan(0);
  expect(hasJoined).toBe(false);

  proxy.heal();
  await eventually(() => hasJoined, { what: 'the consumer to join its group' });
  expect(restarts).not.toContain(false);
});
