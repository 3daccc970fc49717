import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, SeekEntry } from 'kafkajs';
import type { KafkaConnection } from '../connection.ts';
import { receivedRecords } from '../received-records.ts';
import type { ReceivedRecord } from '../records.ts';
import { retry, type RetryOptions } from '../retry.ts';

type PartitionOffsets = SeekEntry & { readonly high: string; readonly low: string };

const offsetsTimeoutMs = 30_000;
/** A transaction that is still open after this was not about to end, and what it writes is not read. */
const endingTimeoutMs = 5_000;
const endingPauseMs = 20;
/** While a partition changes its leader, the answer is an error for a moment. */
const whileLeadersMove: RetryOptions = {
  timeoutMs: offsetsTimeoutMs,
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
  const ends = await topicEnds(connection, topic);
  if (ends.size === 0) return;
  const groupId = `${connection.clientId}-reads-${randomUUID()}`;
  const consumer = connection.consumer({ groupId });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await readUntil(consumer, ends, onRecords);
  } finally {
    await consumer.disconnect();
    await connection.withAdmin((admin) => admin.deleteGroups([groupId])).catch(() => undefined);
  }
}

/** True if nothing was ever written to the topic, not even what its retention has removed since. */
export async function isTopicUnused(connection: KafkaConnection, topic: string): Promise<boolean> {
  const offsets = await topicOffsets(connection, topic);
  return offsets.every(({ high }) => high === '0');
}

/**
 * The offset after the last one that is committed, of each partition that has anything. A commit is acknowledged before its marks are
 * in the partitions; until then they end before it, so that transactions that are under way are waited for.
 */
async function topicEnds(connection: KafkaConnection, topic: string): Promise<Map<number, bigint>> {
  const written = await writtenEnds(connection, topic);
  const deadline = performance.now() + endingTimeoutMs;
  for (;;) {
    const offsets = await topicOffsets(connection, topic);
    const isSettled = offsets.every(({ partition, high }) => BigInt(high) >= (written.get(partition) ?? 0n));
    if (isSettled || performance.now() > deadline) {
      const filled = offsets.filter(({ low, high }) => low !== high);
      return new Map(filled.map(({ partition, high }) => [partition, BigInt(high)]));
    }
    await pause(endingPauseMs);
  }
}

/** The offset after the last one of each partition, committed or not. */
async function writtenEnds(connection: KafkaConnection, topic: string): Promise<ReadonlyMap<number, bigint>> {
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
    return new Map(ends?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
  } finally {
    await cluster.disconnect();
  }
}

function topicOffsets(connection: KafkaConnection, topic: string): Promise<PartitionOffsets[]> {
  return retry(() => connection.withAdmin((admin) => admin.fetchTopicOffsets(topic)), whileLeadersMove);
}

async function readUntil(
  consumer: Consumer,
  ends: Map<number, bigint>,
  onRecords: (records: readonly ReceivedRecord[]) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  /** Where each partition is to go on: a consumer that kafkajs has restarted begins anew. */
  const next = new Map<number, bigint>();
  const isNew = ({ partition, offset }: ReceivedRecord): boolean =>
    BigInt(offset) >= (next.get(partition) ?? 0n) && BigInt(offset) < (ends.get(partition) ?? 0n);

  // Told of every fetched batch, also of one that has nothing but transaction markers, as the last often has.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
    const reached = BigInt(lastOffset) + 1n;
    next.set(partition, reached);
    if (reached >= (ends.get(partition) ?? reached)) ends.delete(partition);
    if (ends.size === 0) resolve();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) reject(payload.error);
  });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch }) => {
      const records = receivedRecords(batch).filter(isNew);
      try {
        if (records.length > 0) onRecords(records);
      } catch (error) {
        reject(error);
      }
      return Promise.resolve();
    },
  });
  await promise;
}
