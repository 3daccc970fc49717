import type { Batch, IHeaders } from 'kafkajs';
import type { ReceivedRecord } from './records.ts';

/** The records of one of kafkajs's batches. */
export function receivedRecords({
  topic,
  partition,
  messages,
}: Pick<Batch, 'topic' | 'partition' | 'messages'>): ReceivedRecord[] {
  return messages.map(({ offset, key, value, headers, timestamp }) => ({
    topic,
    partition,
    offset,
    key,
    value,
    headers: headers === undefined ? noHeaders : receivedHeaders(headers),
    timestampMs: Number(timestamp),
  }));
}

const noHeaders: ReceivedRecord['headers'] = {};

/** Kafka allows a header more than once; the last one counts, as with Kafka's own `lastHeader`. */
function receivedHeaders(headers: IHeaders): ReceivedRecord['headers'] {
  const received: Record<string, Buffer> = {};
  for (const [name, given] of Object.entries(headers)) {
    const value = Array.isArray(given) ? given.at(-1) : given;
    if (value !== undefined) received[name] = typeof value === 'string' ? Buffer.from(value) : value;
  }
  return received;
}
