import { setTimeout as pause } from 'node:timers/promises';
import { KafkaAwayError } from '../cluster/cluster-session.ts';
import type { KafkaConnection } from '../connection.ts';
import { isAnswerLost, messageOf } from '../errors.ts';
import { type Cluster, errorOfCode, readCommitted, sendTo } from '../kafkajs/internals.ts';
import { fetchCall, type FetchedBytes } from '../wire/fetch.ts';
import { committedBatches, type StoredBatch } from '../wire/stored-batch.ts';

/** Offsets of a partition, `from` up to, not including, `to`; `to` may be Infinity: what is still to be written. */
export interface Span {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** What was read of one partition. */
export interface ReadPiece {
  readonly partition: number;
  /** Committed ones. Their first and last records may lie outside the span. */
  readonly batches: readonly StoredBatch[];
  /** Offsets of the span that this piece has gone through. */
  readonly from: number;
  readonly next: number;
}

export interface ReadOptions {
  /** Ends the reading, silently. */
  readonly signal?: AbortSignal;
  /** For so long a fetch that fails is tried again; default 5,000. */
  readonly patienceMs?: number;
}

const maxFetchBytes = 2 * 1024 * 1024;
const maxPartitionBytes = 512 * 1024;
const fetchWaitMs = 500;
const defaultPatienceMs = 5_000;
const retryPauseMs = 100;
/** An end that was told, and before which there is nothing to read in so many fetches, has been cut off since. */
const maxIdleFetches = 10;
const offsetOutOfRange = 1;

/**
 * Reads parts of a topic, what is committed only, beside every consumer group. It holds about two megabytes at a time however much it reads:
 * a piece is fetched when the one before it was taken.
 *
 * @throws KafkaAwayError if Kafka does not answer for so long
 * @example
 * for await (const { batches } of readSpans(connection, 'payments.decided', [{ partition: 0, from: 0, to: 100 }]))
 *   for (const batch of batches) for (const record of recordsIn(batch, await batchPayload(batch))) …
 */
export async function* readSpans(
  connection: KafkaConnection,
  topic: string,
  spans: readonly Span[],
  { signal, patienceMs = defaultPatienceMs }: ReadOptions = {},
): AsyncGenerator<ReadPiece> {
  const positions = spans
    .filter(({ from, to }) => from < to)
    .map(({ partition, from, to }): Position => ({ partition, from, to, idle: 0, lastRound: 0 }));
  if (positions.length === 0) return;
  const cluster = connection.createCluster();
  const leave = (): void => void cluster.disconnect().catch(() => undefined);
  signal?.addEventListener('abort', leave, { once: true });
  let failingSince: number | undefined;
  try {
    for (let round = 1; ; round += 1) {
      // An answer is filled in the order of the question: those that have waited longest come first.
      const open = positions
        .filter(({ from, to }) => from < to)
        .toSorted((one, other) => one.lastRound - other.lastRound);
      if (open.length === 0 || isOver(signal)) return;
      let fetched: readonly FetchedBytes[];
      try {
        fetched = await fetchRound(cluster, topic, open);
        failingSince = undefined;
      } catch (error) {
        if (isOver(signal)) return;
        failingSince ??= performance.now();
        if (!isPassing(error)) throw error;
        if (performance.now() - failingSince > patienceMs) throw away(connection, error);
        await pause(retryPauseMs);
        await cluster.refreshMetadata().catch(() => undefined);
        continue;
      }
      for (const answer of fetched) {
        const place = open.find(({ partition }) => partition === answer.partition);
        if (place === undefined) continue;
        const piece = pieceOf(answer, place);
        place.from = piece.next;
        if (piece.next === piece.from) continue;
        place.lastRound = round;
        yield piece;
      }
    }
  } finally {
    signal?.removeEventListener('abort', leave);
    leave();
  }
}

interface Position {
  readonly partition: number;
  from: number;
  readonly to: number;
  /** Fetches one after the other in which Kafka had nothing for it. */
  idle: number;
  /** The last one that got something for it. */
  lastRound: number;
}

/** Asks each leader once for what comes next. */
async function fetchRound(
  cluster: Cluster,
  topic: string,
  positions: readonly Position[],
): Promise<readonly FetchedBytes[]> {
  await cluster.connect();
  await cluster.addMultipleTargetTopics([topic]);
  await cluster.refreshMetadataIfNecessary();
  const leaders = new Map(
    cluster.findTopicPartitionMetadata(topic).map(({ partitionId, leader }) => [partitionId, leader]),
  );
  const byLeader = Map.groupBy(positions, ({ partition }) => leaders.get(partition) ?? -1);
  const answers = await Promise.all(
    [...byLeader].map(async ([leader, led]) => {
      const broker = await cluster.findBroker({ nodeId: leader });
      const partitions = led.map(({ partition, from }) => ({
        partition,
        fetchOffset: String(from),
        maxBytes: maxPartitionBytes,
      }));
      return sendTo(
        broker,
        fetchCall({
          isolationLevel: readCommitted,
          maxWaitTime: fetchWaitMs,
          minBytes: 1,
          maxBytes: maxFetchBytes,
          topics: [{ topic, partitions }],
        }),
      );
    }),
  );
  const fetched = answers.flat();
  if (fetched.some(({ errorCode }) => errorCode === offsetOutOfRange))
    await moveToFirst(cluster, topic, positions);
  const failed = fetched.find(({ errorCode }) => errorCode !== 0 && errorCode !== offsetOutOfRange);
  if (failed !== undefined) throw errorOfCode(failed.errorCode);
  return fetched;
}

/** Records that were to be read have been removed. */
async function moveToFirst(cluster: Cluster, topic: string, positions: readonly Position[]): Promise<void> {
  const partitions = positions.map(({ partition }) => ({ partition }));
  const [answer] = await cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning: true }]);
  for (const { partition, offset } of answer?.partitions ?? []) {
    const place = positions.find((position) => position.partition === partition);
    if (place !== undefined) place.from = Math.max(place.from, Number(offset));
  }
}

function pieceOf(answer: FetchedBytes, place: Position): ReadPiece {
  const { partition } = answer;
  const { from, to } = place;
  const { batches, nextOffset } = committedBatches(answer);
  // An answer without a whole batch says nothing of this: others may have filled it.
  place.idle = answer.lastStableOffset > from ? 0 : place.idle + 1;
  if (place.idle > maxIdleFetches && to !== Infinity) return { partition, batches, from, next: to };
  const next = Math.max(from, Math.min(nextOffset ?? from, to));
  return { partition, batches, from, next };
}

/** A call of its own: it may change while something is awaited, which the compiler does not see. */
function isOver(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function isPassing(error: unknown): boolean {
  return isAnswerLost(error) || (error as { retriable?: boolean }).retriable === true;
}

function away({ brokers }: KafkaConnection, cause: unknown): KafkaAwayError {
  return new KafkaAwayError(`Kafka at ${brokers.join(', ')} does not answer: ${messageOf(cause)}`, { cause });
}
