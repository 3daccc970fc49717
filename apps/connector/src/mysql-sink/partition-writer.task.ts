import type { Clock } from '@payments/service';
import type { SinkRecord } from '../records/connect-record.ts';
import type { SinkPartition, SinkWriter } from '../plugin/sink-task.ts';
import { PartitionCommits } from './partition-commits.task.ts';
import { BatchWriter, type BatchWriterOptions } from './writing/batch-writer.service.ts';
import { WriteAbortedError } from './writing/write-errors.ts';

export interface PartitionWriterOptions extends Omit<BatchWriterOptions, 'skip' | 'onLanded' | 'confirm'> {
  readonly clock: Clock;
  /** What waits in all partitions of the task. */
  readonly backlog: Backlog;
}

export interface Backlog {
  records: number;
}

/** How many batches may wait in all partitions of a task together; beyond that, each gets its next records when it has none. */
const maxWaitingBatches = 4;

/** Writes one partition: what comes while a transaction is under way is the next one. */
export class PartitionWriter implements SinkWriter {
  readonly failed: Promise<void>;
  private readonly outcome = Promise.withResolvers<void>();
  private readonly stopping = new AbortController();
  private readonly batches: BatchWriter;
  private readonly batchSize: number;
  private readonly backlog: Backlog;
  private readonly waiting: SinkRecord[] = [];
  private readonly running: Promise<void>;
  private changed = Promise.withResolvers<void>();
  /** The offset after everything that was put. */
  private end: number;
  private readonly commits: PartitionCommits;
  private error: unknown;

  constructor(partition: SinkPartition, options: PartitionWriterOptions) {
    this.end = partition.position.offset;
    this.commits = new PartitionCommits(partition, {
      clock: options.clock,
      onCommitted: () => this.notify(),
      onError: (error) => this.fail(error),
    });
    this.batchSize = options.settings.batchSize;
    this.backlog = options.backlog;
    this.batches = new BatchWriter({
      ...options,
      signal: AbortSignal.any([options.signal, this.stopping.signal]),
      skip: (record, error) => partition.skip(record, error),
      onLanded: (record) => (this.commits.reached = record.offset + 1),
      confirm: () => this.commits.confirm(),
    });
    this.failed = this.outcome.promise;
    // Whoever waits for it is told; nobody has to.
    this.failed.catch(() => undefined);
    this.running = this.run();
  }

  async put(records: readonly SinkRecord[], end: number): Promise<void> {
    this.throwIfFailed();
    for (const record of records) this.waiting.push(record);
    this.backlog.records += records.length;
    this.end = Math.max(this.end, end);
    this.notify();
    while (this.isFull() && !this.stopping.signal.aborted) {
      await this.changed.promise;
      this.throwIfFailed();
    }
  }

  async flush(): Promise<void> {
    this.commits.hurry();
    while (this.commits.committed < this.end && !this.stopping.signal.aborted) {
      this.throwIfFailed();
      await this.changed.promise;
    }
    this.throwIfFailed();
  }

  /** A transaction under way comes to its end first: nothing is written any more when this has resolved. */
  async close(): Promise<void> {
    this.stopping.abort();
    this.notify();
    await this.running;
    this.backlog.records -= this.waiting.splice(0).length;
    await this.commits.end();
    this.outcome.resolve();
  }

  private isFull(): boolean {
    if (this.waiting.length >= this.batchSize) return true;
    return this.waiting.length > 0 && this.backlog.records > maxWaitingBatches * this.batchSize;
  }

  private async run(): Promise<void> {
    try {
      while (!this.stopping.signal.aborted) {
        if (this.waiting.length > 0) await this.writeNext();
        else if (this.commits.reached < this.end) this.commits.reached = this.end;
        else await this.changed.promise;
        this.commits.commitSoon();
      }
    } catch (error) {
      if (error instanceof WriteAbortedError) return;
      // What has landed need not come again.
      this.commits.hurry();
      await this.commits.end();
      this.fail(error);
    }
  }

  private async writeNext(): Promise<void> {
    const batch = this.waiting.splice(0, this.batchSize);
    this.backlog.records -= batch.length;
    this.notify();
    await this.batches.write(batch);
    if (this.waiting.length === 0) this.commits.reached = this.end;
  }

  private fail(error: unknown): void {
    if (this.error !== undefined) return;
    this.error = error;
    this.stopping.abort();
    this.outcome.reject(error);
    this.notify();
  }

  private throwIfFailed(): void {
    if (this.error !== undefined) throw this.error;
  }

  /** Wakes everyone who waits for something to change. */
  private notify(): void {
    this.changed.resolve();
    this.changed = Promise.withResolvers<void>();
  }
}
