import { connectKafka, EventProducer, type OutgoingRecord } from '@payments/kafka';
import { apiPaths, type TopicDetail } from '@payments/console-api';
import { testStack, unique } from '@payments/testing';
import type { ConsoleClient } from './console-client.ts';

const log = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** The test's own way into Kafka. */
export const testKafka = connectKafka({ brokers: testStack().kafka.brokers, clientId: 'console-test', log });

/** A topic no other test has, made by the console. */
export async function freshTopic(client: ConsoleClient, partitions = 2): Promise<string> {
  const name = unique('console');
  await client.change<TopicDetail>('POST', apiPaths.topics(), { name, partitions });
  return name;
}

export async function write(records: readonly OutgoingRecord[]): Promise<void> {
  const producer = new EventProducer(testKafka);
  try {
    await producer.send(records);
  } finally {
    await producer.disconnect();
  }
}
