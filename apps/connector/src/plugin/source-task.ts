import type { RawConfig } from '../config/config-def.ts';
import type { SourceRecord } from '../records/connect-record.ts';
import type { ConnectorContext, SourcePosition } from './plugin.ts';

/** Where a source is: for one of its partitions, the offset that its next start goes on from; null forgets it. */
export interface SourceOffset {
  readonly partition: SourcePosition;
  readonly offset: SourcePosition | null;
}

/** Records and the offsets after them: one Kafka transaction, so both count or neither. */
export interface SourceBatch {
  readonly records: readonly SourceRecord[];
  readonly offsets: readonly SourceOffset[];
  /** The next batch comes at once, even if empty: it goes into the same transaction. */
  readonly hasMore?: boolean;
}

/** What a source's task is given. By the time it gets it, whoever ran the task before can write nothing any more. */
export interface SourceTaskContext extends ConnectorContext {
  readonly task: number;
  /** With its variables resolved. */
  readonly config: RawConfig;
  /** The offset that was committed last for a partition; undefined if there is none. */
  offset(partition: SourcePosition): SourcePosition | undefined;
  /** Every offset of the connector. */
  offsets(): readonly SourceOffset[];
  /**
   * Something that cannot be made a record. Resolves if the connector tolerates errors, after it was logged and put among the dead
   * letters as its configuration says; rejects otherwise.
   */
  skip(failed: FailedRecord, error: unknown): Promise<void>;
  /** Shown in the task's status. */
  report(progress: SourceProgress): void;
}

/** What there is of a record that could not be made. */
export interface FailedRecord {
  readonly topic: string;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
}

export interface SourceProgress {
  /** How far behind the source it is, in milliseconds. */
  readonly lagMs?: number;
  /** What it is doing, in a few words, for example `snapshot of kafka_db.customers, 12,000 rows`. */
  readonly doing?: string;
}

/**
 * Reads a source.
 *
 * The runner takes a batch, commits it and meanwhile already asks for the next one. When committing fails, the generator is ended and
 * a new task starts from what is committed. An error that it throws fails the task, which is started again after a pause.
 */
export interface SourceTask {
  /** Ends when the context's signal says so. */
  batches(): AsyncGenerator<SourceBatch, void, undefined>;
}
