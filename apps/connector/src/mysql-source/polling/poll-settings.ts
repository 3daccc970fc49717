import type { ConnectionSettings } from '../../mysql/connection-settings.ts';
import type { TableName } from '../../mysql/names.ts';
import type { Handling } from '../values/handling.ts';

export type PollMode = 'bulk' | 'incrementing' | 'timestamp' | 'timestamp+incrementing';

/** A configuration in the manner of the JDBC source, read. */
export interface PollSettings {
  readonly connection: ConnectionSettings;
  readonly connectionAttempts: number;
  readonly connectionBackoffMs: number;
  readonly mode: PollMode;
  /** What this task reads: tables, or the rows of a query. */
  readonly tables: readonly TableName[];
  readonly query: string | undefined;
  readonly querySuffix: string;
  readonly topicPrefix: string;
  readonly pollIntervalMs: number;
  readonly batchRows: number;
  /** By table; empty: the column that is AUTO_INCREMENT. */
  readonly incrementingColumn: (table: TableName | undefined) => string;
  /** By table; the first of them that is not NULL counts. */
  readonly timestampColumns: (table: TableName | undefined) => readonly string[];
  /** Rows older than this are left out at the first start; undefined: none, -1: all that are there. */
  readonly timestampInitialMs: number | undefined;
  readonly timestampDelayMs: number;
  /** In which the database's DATETIMEs are written. */
  readonly timeZone: string;
  readonly handling: Handling;
  /** How long a transaction may take. Undefined: MySQL is asked which are open. */
  readonly graceMs: number | undefined;
}
