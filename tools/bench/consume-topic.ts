import { type KafkaConnection, PartitionedConsumer, type PartitionedConsumerOptions } from '@payments/kafka';

interface Reading {
  readonly group: string;
  readonly topic: string;
  readonly open: PartitionedConsumerOptions['open'];
  /** Resolves once all that is wanted has been done with the records. */
  readonly done: Promise<void>;
}

/**
 * Reads a topic from its beginning until it is done; the first failure of a writer ends it too.
 *
 * @returns when it was done, by `performance.now()`
 */
export async function consumeTopic(
  connection: KafkaConnection,
  { group, topic, open, done }: Reading,
): Promise<number> {
  const failed = Promise.withResolvers<never>();
  const consumer = new PartitionedConsumer(connection, {
    group,
    startsAt: 'earliest',
    topics: () => [topic],
    open,
    failed: (_, error) => {
      failed.reject(error);
      return 0;
    },
    died: (reason) => failed.reject(new Error(reason)),
  });
  try {
    await Promise.race([consumer.start().then(() => done), failed.promise]);
    return performance.now();
  } finally {
    await consumer.stop();
  }
}
