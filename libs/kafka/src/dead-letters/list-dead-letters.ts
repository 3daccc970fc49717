import type { KafkaConnection } from '../connection.ts';
import type { ReceivedRecord } from '../records.ts';
import { readSpans } from '../reading/read-spans.ts';
import { topicBounds } from '../topics/topic-bounds.ts';
import { batchPayload } from '../wire/stored-batch.ts';
import { receivedIn } from '../wire/stored-record.ts';
import { type DeadLetter, deadLettersIn } from './dead-letter.ts';
import { deadLetterSuffix, deadLetterTopicOf } from './dead-letter-record.ts';

/** The groups that have a topic for dead letters, by name. */
export async function groupsWithDeadLetters(connection: KafkaConnection): Promise<string[]> {
  const topics = await connection.withAdmin((admin) => admin.listTopics());
  return topics
    .filter((topic) => topic.endsWith(deadLetterSuffix))
    .map((topic) => topic.slice(0, -deadLetterSuffix.length))
    .toSorted();
}

/**
 * The dead letters of a group, oldest first; of more than `limit`, the newest.
 *
 * @throws if the group has no topic for dead letters
 */
export async function listDeadLetters(
  connection: KafkaConnection,
  group: string,
  { limit = Infinity }: { readonly limit?: number } = {},
): Promise<DeadLetter[]> {
  const topic = deadLetterTopicOf(group);
  const bounds = (await topicBounds(connection, [topic])).get(topic) ?? new Map();
  const spans = [...bounds].map(([partition, { earliest, latest }]) => ({
    partition,
    from: earliest,
    to: latest,
  }));
  const records: ReceivedRecord[] = [];
  for await (const { batches } of readSpans(connection, topic, spans))
    for (const batch of batches) records.push(...receivedIn(batch, await batchPayload(batch)));
  const letters = deadLettersIn(records);
  return limit === Infinity ? letters : letters.slice(-limit);
}
