import type { Operation } from '@payments/binlog';
import type { ConnectionSettings } from '../../mysql/connection-settings.ts';
import type { TableName } from '../../mysql/names.ts';
import type { ColumnRules } from '../values/column-rules.ts';
import type { Handling } from '../values/handling.ts';

export type SnapshotMode = 'initial' | 'initial_only' | 'no_data' | 'when_needed' | 'always';

/** A `mode=cdc` configuration, read. */
export interface CdcSettings {
  readonly connection: ConnectionSettings;
  /** What topics begin with, and the server's name in offsets and events. */
  readonly topicPrefix: string;
  readonly tables: readonly TableName[];
  readonly snapshotMode: SnapshotMode;
  /** Rows that are read at once of a table. */
  readonly chunkRows: number;
  readonly operations: readonly Operation[];
  readonly handling: Handling;
  /** The columns of the record's key; undefined: the primary key. */
  readonly keyColumns: (table: TableName) => readonly string[] | undefined;
  readonly rules: (table: TableName) => ColumnRules;
  readonly afterStateOnly: boolean;
  readonly tombstones: boolean;
  /** Rows of the binlog in a batch. */
  readonly batchRows: number;
  /** Records that say only that all is well, at this interval; 0: none. */
  readonly heartbeatMs: number;
  readonly heartbeatTopic: string;
  /** As a replica; undefined: drawn at random. */
  readonly serverId: number | undefined;
}

export function topicOf({ topicPrefix }: CdcSettings, { schema, table }: TableName): string {
  // Kafka takes only these; Debezium replaces the others in the same way.
  return `${topicPrefix}.${schema}.${table}`.replaceAll(/[^\w.-]/g, '_');
}
