import type { KafkaConnection } from '../connection.ts';
import { retry } from '../retry.ts';

export interface PartitionBounds {
  /** Of the first record that is still there. */
  readonly earliest: number;
  /** After the last one that is committed. */
  readonly latest: number;
}

const timeoutMs = 30_000;

/** Where each partition of some topics begins and ends now, by topic and partition. The topics have to exist. */
export async function topicBounds(
  connection: KafkaConnection,
  topics: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, PartitionBounds>>> {
  if (topics.length === 0) return new Map();
  return connection.withAdmin(async (admin) => {
    const found = new Map<string, ReadonlyMap<number, PartitionBounds>>();
    for (const topic of topics) {
      // While a partition changes its leader, the answer is an error for a moment.
      const offsets = await retry(() => admin.fetchTopicOffsets(topic), {
        timeoutMs,
        firstPauseMs: 50,
        maxPauseMs: 500,
        isRetriable: (error) => (error as { retriable?: boolean }).retriable === true,
      });
      found.set(
        topic,
        new Map(
          offsets.map(({ partition, low, high }) => [
            partition,
            { earliest: Number(low), latest: Number(high) },
          ]),
        ),
      );
    }
    return found;
  });
}
