import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaConnection } from '../connection.ts';
import { messageOf } from '../errors.ts';
import { type Cluster, Fetched, type FetchedPartition, readCommitted } from '../kafkajs/internals.ts';
import { receivedRecords } from '../received-records.ts';
import type { ReceivedRecord } from '../records.ts';
import { retry } from '../retry.ts';

/** Takes records in, in order within each partition. It must not throw. */
export type OnRecords = (records: readonly ReceivedRecord[]) => void;

/** How long a broker may wait for records: those that are there sooner are answered at once, but stopping waits for the answer. */
const fetchWaitMs = 1_000;
const maxFetchBytes = 8 * 1024 * 1024;
const maxPartitionBytes = 1024 * 1024;
const firstPauseMs = 50;
const maxPauseMs = 1_000;
const defaultTimeoutMs = 30_000;

interface Waiter {
  isReached(): boolean;
  resolve(): void;
}

/**
 * Follows a topic from its first record on, what is committed only, all of its partitions: for tables that are kept in memory. It is
 * no member of any group, so it joins nothing and leaves nothing behind.
 *
 * @example
 * const tail = new TopicTail(connection, 'connect-configs', (records) => table.take(records));
 * await tail.start();
 * await tail.readToEnd(); // everything that was in the topic when it was called has been taken
 */
export class TopicTail {
  readonly topic: string;
  private readonly connection: KafkaConnection;
  private readonly onRecords: OnRecords;
  private readonly cluster: Cluster;
  /** Of the next record, by partition. */
  private readonly positions = new Map<number, number>();
  /** Where the first open transaction of each partition begins, or its end; as it was when it was fetched last. */
  private readonly stableEnds = new Map<number, number>();
  private readonly waiters = new Set<Waiter>();
  private isStopped = false;
  private isFailing = false;
  private following: Promise<void> | undefined;

  constructor(connection: KafkaConnection, topic: string, onRecords: OnRecords) {
    this.connection = connection;
    this.topic = topic;
    this.onRecords = onRecords;
    this.cluster = connection.createCluster();
  }

  /**
   * Reads what is committed, and goes on following. The topic has to exist. Transactions that are open are not waited for: who left
   * one behind may be waiting for this very start.
   */
  async start(timeoutMs = defaultTimeoutMs): Promise<void> {
    this.following ??= this.follow();
    await this.until(() => this.hasStableEnds(), timeoutMs);
  }

  /**
   * Resolves when everything has been taken that anybody had written, committed or not yet, when it was called: it waits for
   * transactions that are still open. Rejects after `timeoutMs`.
   */
  async readToEnd(timeoutMs = defaultTimeoutMs): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    const ends = await retry(() => this.offsets({ isStart: false }), {
      timeoutMs,
      firstPauseMs,
      maxPauseMs,
      isRetriable: () => !this.isStopped,
    });
    await this.until(
      () => [...ends].every(([partition, end]) => this.isAt(partition, end)),
      deadline - performance.now(),
      timeoutMs,
    );
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.cluster.disconnect();
    await this.following;
  }

  private hasStableEnds(): boolean {
    const partitions = [...this.positions.keys()];
    return (
      partitions.length > 0 &&
      partitions.every((partition) => this.isAt(partition, this.stableEnds.get(partition) ?? Infinity))
    );
  }

  private isAt(partition: number, end: number): boolean {
    return (this.positions.get(partition) ?? 0) >= end;
  }

  private async until(isReached: () => boolean, leftMs: number, timeoutMs = leftMs): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { isReached, resolve };
    const timer = setTimeout(
      () => reject(new Error(`The end of ${this.topic} was not reached within ${timeoutMs} ms.`)),
      Math.max(0, leftMs),
    );
    this.waiters.add(waiter);
    this.wake();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.waiters.delete(waiter);
    }
  }

  private async follow(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!this.isStopped) {
      try {
        await this.connect();
        await this.round();
        pauseMs = firstPauseMs;
        this.isFailing = false;
      } catch (error) {
        if (this.isStopped) return;
        this.complain(error);
        await pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, maxPauseMs);
        await this.recover(error);
      }
    }
  }

  private async connect(): Promise<void> {
    await this.cluster.connect();
    await this.cluster.addMultipleTargetTopics([this.topic]);
    await this.cluster.refreshMetadataIfNecessary();
    if (this.positions.size === this.partitions().length) return;
    for (const [partition, offset] of await this.offsets({ isStart: true }))
      if (!this.positions.has(partition)) this.positions.set(partition, offset);
  }

  /** Asks each leader once for what comes next. */
  private async round(): Promise<void> {
    const byLeader = Map.groupBy(this.cluster.findTopicPartitionMetadata(this.topic), ({ leader }) => leader);
    await Promise.all(
      [...byLeader].map(([leader, led]) =>
        this.fetch(
          leader,
          led.map(({ partitionId }) => partitionId),
        ),
      ),
    );
  }

  private async fetch(leader: number, partitions: readonly number[]): Promise<void> {
    const broker = await this.cluster.findBroker({ nodeId: leader });
    // Where the end is says the first answer, and whoever starts waits for it.
    const isFirst = partitions.some((partition) => !this.stableEnds.has(partition));
    const { responses } = await broker.fetch({
      isolationLevel: readCommitted,
      maxWaitTime: isFirst ? 0 : fetchWaitMs,
      minBytes: 1,
      maxBytes: maxFetchBytes,
      topics: [
        {
          topic: this.topic,
          partitions: partitions.map((partition) => ({
            partition,
            fetchOffset: String(this.positions.get(partition) ?? 0),
            maxBytes: maxPartitionBytes,
          })),
        },
      ],
    });
    for (const answer of responses.flatMap((topic) => topic.partitions)) this.take(answer);
    this.wake();
  }

  private take(answer: FetchedPartition): void {
    const { partition } = answer;
    this.stableEnds.set(partition, Number(answer.lastStableOffset));
    const batch = new Fetched(this.topic, String(this.positions.get(partition) ?? 0), answer);
    if (batch.rawMessages.length === 0 || this.isStopped) return;
    if (batch.messages.length > 0) this.onRecords(receivedRecords(batch));
    this.positions.set(partition, Number(batch.lastOffset()) + 1);
  }

  private wake(): void {
    for (const waiter of this.waiters) if (waiter.isReached()) waiter.resolve();
  }

  /** Where partitions begin, or where they end, open transactions included. */
  private async offsets({ isStart }: { isStart: boolean }): Promise<Map<number, number>> {
    await this.cluster.connect();
    await this.cluster.addMultipleTargetTopics([this.topic]);
    const partitions = this.partitions().map((partition) => ({ partition }));
    const [answer] = await this.cluster.fetchTopicsOffset([
      { topic: this.topic, partitions, fromBeginning: isStart },
    ]);
    return new Map(answer?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  private partitions(): number[] {
    return this.cluster.findTopicPartitionMetadata(this.topic).map(({ partitionId }) => partitionId);
  }

  private async recover(error: unknown): Promise<void> {
    const { name, partition } = error as { name?: string; partition?: number };
    // Its records were removed before they were read.
    if (name === 'KafkaJSOffsetOutOfRange' && partition !== undefined) this.positions.delete(partition);
    try {
      await this.cluster.refreshMetadata();
    } catch {
      // The next round fails for the same reason, and says so.
    }
  }

  private complain(error: unknown): void {
    if (!this.isFailing)
      this.connection.log.warn(
        `${this.topic} cannot be followed at the moment, trying again: ${messageOf(error)}`,
      );
    this.isFailing = true;
  }
}
