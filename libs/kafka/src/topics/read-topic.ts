import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaConnection } from '../connection.ts';
import { readSpans, type Span } from '../reading/read-spans.ts';
import type { ReceivedRecord } from '../records.ts';
import { retry, type RetryOptions } from '../retry.ts';
import { batchPayload } from '../wire/stored-batch.ts';
import { receivedIn } from '../wire/stored-record.ts';
import { type PartitionBounds, topicBounds } from './topic-bounds.ts';

/** As long as a broker may take to restart. */
const patienceMs = 30_000;
/** A transaction that is still open after this was not about to end, and what it writes is not read. */
const endingTimeoutMs = 5_000;
const endingPauseMs = 20;
/** While a partition changes its leader, the answer is an error for a moment. */
const whileLeadersMove: RetryOptions = {
  timeoutMs: patienceMs,
  firstPauseMs: 50,
  maxPauseMs: 500,
  isRetriable: (error) => (error as { retriable?: boolean }).retriable === true,
};

/**
 * Reads a topic from its first record to where it ends now: what is committed, in order within each partition, with every
 * transaction whose producer knows by now that it counts. It reads beside every consumer group and leaves none behind.
 *
 * @example
 * await readTopic(connection, 'payments.requested', (records) => count += records.length);
 */
export async function readTopic(
  connection: KafkaConnection,
  topic: string,
  onRecords: (records: readonly ReceivedRecord[]) => void,
): Promise<void> {
  const spans = await writtenSpans(connection, topic);
  for await (const { batches, from, next } of readSpans(connection, topic, spans, { patienceMs }))
    for (const batch of batches) {
      const records = receivedIn(batch, await batchPayload(batch));
      const asked = records.filter((record) => {
        const offset = Number(record.offset);
        return offset >= from && offset < next;
      });
      if (asked.length > 0) onRecords(asked);
    }
}

/** True if nothing was ever written to the topic, not even what its retention has removed since. */
export async function isTopicUnused(connection: KafkaConnection, topic: string): Promise<boolean> {
  const bounds = await boundsOf(connection, topic);
  return bounds.values().every(({ latest }) => latest === 0);
}

/**
 * What is there of each partition, up to the offset after the last one that is committed. A commit is acknowledged before its marks are
 * in the partitions; until then they end before it, so that transactions that are under way are waited for.
 */
async function writtenSpans(connection: KafkaConnection, topic: string): Promise<Span[]> {
  const written = await writtenEnds(connection, topic);
  const deadline = performance.now() + endingTimeoutMs;
  for (;;) {
    const bounds = [...(await boundsOf(connection, topic))];
    const isSettled = bounds.every(([partition, { latest }]) => latest >= (written.get(partition) ?? 0));
    if (isSettled || performance.now() > deadline)
      return bounds.map(([partition, { earliest, latest }]) => ({ partition, from: earliest, to: latest }));
    await pause(endingPauseMs);
  }
}

/** The offset after the last one of each partition, committed or not. */
async function writtenEnds(connection: KafkaConnection, topic: string): Promise<ReadonlyMap<number, number>> {
  const cluster = connection.createCluster();
  try {
    const ask = async () => {
      await cluster.connect();
      await cluster.addMultipleTargetTopics([topic]);
      const partitions = cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId }) => ({ partition: partitionId }));
      return cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning: false }]);
    };
    const onRetry = (): Promise<void> => cluster.refreshMetadata().catch(() => undefined);
    const [ends] = await retry(ask, { ...whileLeadersMove, onRetry });
    return new Map(ends?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  } finally {
    await cluster.disconnect();
  }
}

async function boundsOf(
  connection: KafkaConnection,
  topic: string,
): Promise<ReadonlyMap<number, PartitionBounds>> {
  return (await topicBounds(connection, [topic])).get(topic) ?? new Map();
}
