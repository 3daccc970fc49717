import type { KafkaConnection } from '../connection.ts';
import { TransactionalProducer } from './transactional-producer.ts';

/**
 * Shuts out whoever writes under a transactional id: what they have left open is committed, if its commit had been asked for, or aborted,
 * and they can add nothing from here on.
 *
 * @throws what {@link TransactionalProducer.open} does
 */
export async function shutOut(connection: KafkaConnection, transactionalId: string): Promise<void> {
  const producer = new TransactionalProducer(connection, { transactionalId });
  try {
    await producer.open();
  } finally {
    await producer.close();
  }
}
