import { setImmediate as turn } from 'node:timers/promises';
import { atMost } from '../at-most.ts';
import { errorType, messageOf } from '../errors.ts';
import type { Log } from '../kafkajs/log.ts';
import { TransactionPace } from '../producer/transaction-pace.ts';
import type { TransactionalProducer } from '../producer/transactional-producer.ts';
import type { Membership } from '../wire/txn-offset-commit.ts';
import type { PartitionTask, TaskBatch } from './partition-task.ts';
import { Sleeper } from './sleeper.ts';

export interface TransactionLoopOptions<State> {
  readonly group: string;
  readonly inputTopic: string;
  readonly producer: TransactionalProducer;
  readonly log: Log;
  tasks(): Iterable<PartitionTask<State>>;
  committed(batch: { records: number; deadLetters: number; durationMs: number }): void;
}

/** Positions that only pass over transaction markers can wait for records to go with. */
const markersWaitMs = 200;
const reopenPauseMs = 500;
/** Others get their turn after working on so many. */
const longBatchRecords = 1_000;

/**
 * Writes what all partitions of a process have, in one transaction after another: what follows from their records, the changed states
 * and the positions. Each is made in the name of a member of the group, and fails if the group has gone on without it (KIP-447).
 */
export class TransactionLoop<State> {
  private readonly options: TransactionLoopOptions<State>;
  private readonly sleeper = new Sleeper();
  private readonly pace = new TransactionPace('following');
  private readonly stopping = new AbortController();
  private member: Membership | undefined;
  private isOpen = false;
  private underWay: Promise<unknown> | undefined;
  private running: Promise<void> | undefined;

  constructor(options: TransactionLoopOptions<State>) {
    this.options = options;
  }

  /** False from when the group was left, or has gone on, until `resume`. */
  get isMember(): boolean {
    return this.member !== undefined;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Begins no transaction until `resume`, and waits for the one under way, though no longer than `timeoutMs`. */
  async pause(timeoutMs: number): Promise<void> {
    this.member = undefined;
    await atMost(timeoutMs, this.underWay);
  }

  /** Goes on as this member: from now on every task there is has to be of a partition that is assigned to it. */
  resume(member: Membership): void {
    this.member = member;
    this.sleeper.wake();
  }

  wake(): void {
    this.sleeper.wake();
  }

  /** Waits for the transaction under way, if there is one. */
  async transactionUnderWay(): Promise<void> {
    await this.underWay;
  }

  /** Waits for the transaction under way and begins no other. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.sleeper.wake();
    await this.running;
    await this.options.producer.close();
  }

  private async run(): Promise<void> {
    let built: readonly TaskBatch<State>[] = [];
    while (!this.stopping.signal.aborted) {
      if (!this.isOpen) await this.open();
      else if (this.member === undefined) await this.sleeper.sleep();
      else if (built.length > 0) built = await this.write(built, this.member);
      else if (await this.somethingToDo()) built = await this.build();
    }
  }

  /** Aborts what a transaction before has left open. */
  private async open(): Promise<void> {
    try {
      await this.options.producer.open();
      this.isOpen = true;
    } catch (error) {
      this.options.log.warn(`${this.options.group} cannot begin a transaction: ${messageOf(error)}`);
      await this.sleeper.sleep(reopenPauseMs);
    }
  }

  /** False if it had to wait: then everything is to be asked again. */
  private async somethingToDo(): Promise<boolean> {
    const behind = [...this.options.tasks()].filter(({ isBehind }) => isBehind);
    if (behind.some(({ queuedRecords }) => queuedRecords > 0)) return true;
    if (behind.length === 0) await this.sleeper.sleep();
    else return (await this.sleeper.sleep(markersWaitMs)) === 'slept';
    return false;
  }

  private async build(): Promise<readonly TaskBatch<State>[]> {
    const batches: TaskBatch<State>[] = [];
    for (const task of this.options.tasks()) {
      const batch = task.nextBatch();
      if (batch === undefined) continue;
      batches.push(batch);
      if (batch.recordCount >= longBatchRecords) await turn();
    }
    return batches;
  }

  /** Returns the batches of the next transaction, if there was so much that they were built while this one was written. */
  private async write(
    built: readonly TaskBatch<State>[],
    member: Membership,
  ): Promise<readonly TaskBatch<State>[]> {
    const batches = built.filter(({ task }) => task.isOpen);
    if (batches.length === 0) return [];
    const startedMs = performance.now();
    const writing = this.transact(batches, member);
    this.underWay = writing;
    const records = sumOf(batches, ({ recordCount }) => recordCount);
    const isBehind = batches.some(({ hasMore }) => hasMore) || this.pace.isBacklog(records);
    const next = isBehind ? await this.build() : [];
    const error = await writing;
    this.underWay = undefined;
    if (error !== undefined) {
      this.fail([...batches, ...next], member, error);
      return [];
    }
    const deadLetters = sumOf(batches, ({ processed }) => processed.deadLetters);
    this.options.committed({ records, deadLetters, durationMs: performance.now() - startedMs });
    if (!isBehind) await this.pace.rest({ startedMs, records }, this.stopping.signal);
    return next;
  }

  /** Returns why it failed. */
  private async transact(batches: readonly TaskBatch<State>[], member: Membership): Promise<unknown> {
    const { group, inputTopic: topic, producer } = this.options;
    try {
      await producer.transact({
        records: batches.flatMap(({ processed }) => processed.records),
        offsets: {
          group,
          member,
          positions: batches.map(({ partition, position }) => ({
            topic,
            partition,
            offset: String(position),
          })),
        },
      });
      return undefined;
    } catch (error) {
      return error;
    }
  }

  private fail(batches: readonly TaskBatch<State>[], member: Membership, error: unknown): void {
    this.isOpen = false;
    // The next assignment tells what is ours; until then every transaction would fail.
    if (isOutOfGroup(error) && this.member === member) this.member = undefined;
    for (const { task } of batches) task.throwAway(error);
  }
}

/** True if the group has gone on without whoever wrote. */
function isOutOfGroup(error: unknown): boolean {
  return outOfGroup.has(errorType((error as Error).cause));
}

const outOfGroup = new Set([
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
  'REBALANCE_IN_PROGRESS',
]);

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
