import type { Batch } from 'kafkajs';
import type { FetchedMessage } from './kafkajs/fetching.ts';
import type { ReceivedRecord } from './records.ts';
import { receivedIn } from './wire/stored-record.ts';

/** What kafkajs's types leave out of a batch, and what we make of its messages. */
interface FetchedMessages {
  readonly fetchedOffset: string;
  readonly messages: readonly FetchedMessage[];
}

/** The records of one of kafkajs's batches; of what the log has together, those before the offset that was asked for are left out. */
export function receivedRecords(batch: Pick<Batch, 'messages'>): ReceivedRecord[] {
  const { fetchedOffset, messages } = batch as unknown as FetchedMessages;
  const first = Number(fetchedOffset);
  return messages.flatMap(({ stored, payload }) => {
    const records = receivedIn(stored, payload);
    return stored.firstOffset >= first ? records : records.filter(({ offset }) => Number(offset) >= first);
  });
}
