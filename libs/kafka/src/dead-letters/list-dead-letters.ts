import type { KafkaConnection } from '../connection.ts';
import type { ReceivedRecord } from '../records.ts';
import { readTopic } from '../topics/read-topic.ts';
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
  const records: ReceivedRecord[] = [];
  await readTopic(connection, deadLetterTopicOf(group), (some) => void records.push(...some));
  const letters = deadLettersIn(records);
  return limit === Infinity ? letters : letters.slice(-limit);
}
