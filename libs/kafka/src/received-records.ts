import type { Batch } from 'kafkajs';
import type { ReceivedRecord } from './records.ts';

/** The records of one of kafkajs's batches, which are our own reader's (`kafkajs/fetching.ts`). */
export function receivedRecords({ messages }: Pick<Batch, 'messages'>): readonly ReceivedRecord[] {
  return messages as unknown as readonly ReceivedRecord[];
}
