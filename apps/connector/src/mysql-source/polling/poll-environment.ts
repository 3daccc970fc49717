import type { Connection } from 'mysql2/promise';
import type { SourceBatch, SourceProgress } from '../../plugin/source-task.ts';
import type { OpenTransactions } from './settlement.ts';

/** What a poll may ask. */
export interface PollEnvironment {
  readonly connection: Connection;
  readonly nowMs: number;
  /** Shown in the task's status. */
  readonly report: (progress: SourceProgress) => void;
  /** Closes the connection, whose result nobody reads to its end. */
  readonly abandon: () => void;
  /** Waits until who had begun something shows. */
  settle(): Promise<void>;
  /** Who is at work now; undefined if that cannot be known. */
  openTransactions(): Promise<OpenTransactions | undefined>;
}

/** A table, or a query, that is read again and again. */
export interface PolledRelation {
  /** What came since the last time. */
  poll(environment: PollEnvironment): AsyncGenerator<SourceBatch, void, undefined>;
}
