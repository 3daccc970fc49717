import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { KafkaConnection } from '../connection.ts';
import { messageOf, TopicMismatchError } from '../errors.ts';
import { type JoinedGroup, withJoinHooks } from '../kafkajs/joining.ts';
import { EventProducer } from '../producer/event-producer.ts';
import { shutOut } from '../producer/shut-out.ts';
import { TransactionalProducer } from '../producer/transactional-producer.ts';
import { receivedRecords } from '../received-records.ts';
import { coPartitioningAssigner } from './co-partitioning-assigner.ts';
import { PartitionReader } from './partition-reader.ts';
import { PartitionTask } from './partition-task.ts';
import { processBatch } from './process-batch.ts';
import { Restoration } from './restoration.ts';
import type { ProcessorDefinition } from './stateful-handler.ts';
import { fenceRecord } from './state-store.ts';
import { TaskManager } from './task-manager.ts';
import { TransactionLoop } from './transaction-loop.ts';

export interface ProcessorOptions {
  /** Records of one partition in one transaction, at most. */
  readonly maxBatchRecords?: number;
  /** How long a member may be silent before its partitions go to others, in milliseconds. */
  readonly sessionTimeoutMs?: number;
  readonly observer?: ProcessorObserver;
  /** Told if the consumer has stopped and will not start again by itself. */
  readonly died?: (reason: string) => void;
}

/** Told of what the processor does, for metrics. */
export interface ProcessorObserver {
  committed?(batch: {
    readonly records: number;
    readonly deadLetters: number;
    readonly durationMs: number;
  }): void;
  /** A partition threw its state away and restores it again. */
  reset?(partition: number, reason: unknown): void;
  assigned?(partitions: readonly number[]): void;
}

const defaultMaxBatchRecords = 1_000;
const defaultSessionTimeoutMs = 10_000;
const heartbeatIntervalMs = 1_000;
/** A partition that is taken up while a fetch is under way waits for the end of that fetch: no longer than this while there is work. */
const maxFetchWaitMs = 250;
const maxBytesPerPartition = 1024 * 1024;

/**
 * Consumes a topic, keeps a state per key, and writes what follows from each event: exactly once, through crashes, rebalances and
 * zombies. One transaction after another takes what follows, the changed states and the offsets of all partitions of this process,
 * in the name of a member of the group: the broker refuses those of one that the group has gone on without.
 */
export class StatefulProcessor<Event extends { readonly subject: string }, State> {
  private readonly maxBatchRecords: number;
  private readonly sessionTimeoutMs: number;
  private readonly observer: ProcessorObserver;
  private readonly died: (reason: string) => void;
  private readonly tasks: TaskManager<State>;
  private readonly transactions: TransactionLoop<State>;
  private readonly fences: EventProducer;
  /** Of this process alone; those who take over from it learn it from its fences. */
  private readonly transactionalId: string;
  private joined: JoinedGroup | undefined;
  private consumer: Consumer | undefined;
  private partitionCount = 0;

  constructor(
    private readonly connection: KafkaConnection,
    private readonly definition: ProcessorDefinition<Event, State>,
    options: ProcessorOptions = {},
  ) {
    this.maxBatchRecords = options.maxBatchRecords ?? defaultMaxBatchRecords;
    this.sessionTimeoutMs = options.sessionTimeoutMs ?? defaultSessionTimeoutMs;
    this.observer = options.observer ?? {};
    this.died = options.died ?? ((): void => undefined);
    this.tasks = new TaskManager<State>({
      group: definition.group,
      log: connection.log,
      isMember: () => this.transactions.isMember,
      createTask: (partition, failed) => this.createTask(partition, failed),
      reset: (partition, reason) => this.observer.reset?.(partition, reason),
    });
    this.transactionalId = `${definition.group}-${randomUUID()}`;
    this.transactions = new TransactionLoop<State>({
      group: definition.group,
      inputTopic: definition.input.topic.name,
      producer: new TransactionalProducer(connection, { transactionalId: this.transactionalId }),
      log: connection.log,
      tasks: () => this.tasks.all(),
      committed: (batch) => this.observer.committed?.(batch),
    });
    this.fences = new EventProducer(connection);
  }

  /** Joins the group; returns once the consumer runs. The topics have to exist. */
  async start(): Promise<void> {
    const { connection, definition } = this;
    const topics = [definition.input.topic.name, definition.changelog.name];
    this.partitionCount = await this.countPartitions(topics);
    await this.consumer?.disconnect();
    const { assigner } = withJoinHooks(
      coPartitioningAssigner(() => this.tasks.partitions),
      {
        beforeJoin: () => this.transactions.pause(this.sessionTimeoutMs / 2),
        joined: (group) => this.goOnAs(group),
      },
    );
    const consumer = connection.consumer({
      groupId: definition.group,
      partitionAssigners: [assigner],
      sessionTimeout: this.sessionTimeoutMs,
      rebalanceTimeout: this.sessionTimeoutMs,
      heartbeatInterval: heartbeatIntervalMs,
      maxWaitTimeInMs: maxFetchWaitMs,
      maxBytesPerPartition,
      readUncommitted: false,
    });
    this.consumer = consumer;
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (!restart) this.died(`${error.name}: ${error.message}`);
    });
    // Batches of nothing but transaction markers are not handed over.
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      const { topic, partition, firstOffset, lastOffset } = payload;
      if (topic === definition.input.topic.name)
        this.tasks.get(partition)?.takeMarkers(Number(firstOffset), Number(lastOffset) + 1);
    });
    this.transactions.start();
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      // Every batch of a fetch is handed over at once: a task only queues it, so no partition waits for another.
      partitionsConsumedConcurrently: this.partitionCount * topics.length,
      eachBatch: (payload) => Promise.resolve(this.handOver(payload)),
    });
  }

  /** Finishes the transactions under way, leaves the group and closes all connections: nothing will be done twice. */
  async stop(): Promise<void> {
    await this.tasks.stop();
    await this.transactions.stop();
    await this.consumer?.disconnect();
    await this.fences.disconnect();
  }

  /** Why it is not ready: not in the group yet, or restoring. A member without partitions is ready, and idle. */
  unreadyReason(): string | undefined {
    return this.tasks.unreadyReason();
  }

  private goOnAs(group: JoinedGroup): void {
    const { joined: before } = this;
    this.joined = group;
    const assigned = group.assignment[this.definition.input.topic.name] ?? [];
    this.observer.assigned?.(assigned);
    // A rebalance that went by without this member would have taken a generation of its own.
    const isUninterrupted = before?.memberId === group.memberId && group.generation <= before.generation + 1;
    this.tasks.assign(assigned, isUninterrupted);
    this.transactions.resume(group);
  }

  private handOver({ batch }: EachBatchPayload): void {
    const task = this.tasks.get(batch.partition);
    if (batch.topic === this.definition.changelog.name) task?.takeChangelog(receivedRecords(batch));
    else task?.takeInput(receivedRecords(batch), Number(batch.lastOffset()) + 1);
  }

  private createTask(partition: number, failed: (error: unknown) => void): PartitionTask<State> {
    const { connection, consumer, definition } = this;
    if (consumer === undefined) throw new Error('A task needs a consumer.');
    const { group } = definition;
    const [input, changelog] = [definition.input.topic.name, definition.changelog.name];
    const reader = new PartitionReader({ connection, consumer, group, input, changelog }, partition);
    reader.readNothing();
    return new PartitionTask<State>({
      reader,
      maxBatchRecords: this.maxBatchRecords,
      beginRestoration: () => this.beginRestoration(partition),
      process: (batch, store) => processBatch(definition, batch, store, this.partitionCount),
      hasWork: () => this.transactions.wake(),
      transactionUnderWay: () => this.transactions.transactionUnderWay(),
      failed,
    });
  }

  private async beginRestoration(partition: number): Promise<Restoration<State>> {
    const fence = { owner: this.transactionalId, token: randomUUID() };
    await this.fences.send([fenceRecord(this.definition.changelog.name, partition, fence)]);
    return new Restoration<State>(fence, (owner) => void this.shutOut(owner));
  }

  /** Has what it left open completed, if its commit had been asked for, or aborted. */
  private async shutOut(owner: string): Promise<void> {
    const { connection } = this;
    connection.log.warn(`${owner} has left a transaction open, and is shut out.`);
    await shutOut(connection, owner).catch((error: unknown) =>
      connection.log.warn(`${owner} could not be shut out: ${messageOf(error)}`),
    );
  }

  private async countPartitions(topics: string[]): Promise<number> {
    const metadata = await this.connection.withAdmin((admin) => admin.fetchTopicMetadata({ topics }));
    const counts = metadata.topics.map(({ name, partitions }) => ({ name, count: partitions.length }));
    if (new Set(counts.map(({ count }) => count)).size !== 1)
      throw new TopicMismatchError(
        `The input and the changelog of ${this.definition.group} need equally many partitions: ` +
          `${counts.map(({ name, count }) => `${name} has ${count}`).join(', ')}.`,
      );
    return counts[0]?.count ?? 0;
  }
}
