import type { Operation } from '@payments/binlog';
import type { RawConfig } from '../../config/config-def.ts';
import { readConfig } from '../../config/read-config.ts';
import { connectionSettings } from '../../mysql/connection-settings.ts';
import { type TableName, tableText } from '../../mysql/names.ts';
import type { CdcSettings, SnapshotMode } from '../cdc/cdc-settings.ts';
import { knownKeys } from './cdc-keys.ts';
import { columnRules } from './column-rule-keys.ts';
import { readHandling } from './handling-keys.ts';
import { matchesAny, patternsOf } from './name-patterns.ts';
import { dialectOf } from './source-mode.ts';
import { tablesOf } from './task-tables.ts';

/** Reads a task's configuration of `mode=cdc`. @throws ConfigError */
export function cdcSettings(raw: RawConfig): CdcSettings {
  const config = readConfig(knownKeys(raw), raw);
  const topicPrefix = config['topic.prefix'];
  return {
    connection: { ...connectionSettings(raw), database: undefined },
    topicPrefix,
    tables: tablesOf(raw),
    snapshotMode: snapshotModeOf(config['snapshot.mode']),
    chunkRows: config['snapshot.fetch.size'] ?? config['incremental.snapshot.chunk.size'],
    operations: operationsWithout(config['skipped.operations']),
    handling: readHandling(dialectOf(raw), false, raw),
    keyColumns: keyColumnsOf(config['message.key.columns']),
    rules: columnRules(raw),
    afterStateOnly: config['after.state.only'],
    tombstones: config['tombstones.on.delete'],
    batchRows: config['max.batch.size'],
    heartbeatMs: config['heartbeat.interval.ms'],
    heartbeatTopic: `${config['topic.heartbeat.prefix']}.${topicPrefix}`,
    serverId: config['database.server.id'],
  };
}

/** By table, from `shop.orders:id,region;shop.(.*):id`. */
export function keyColumnsOf(text: string | undefined): (table: TableName) => readonly string[] | undefined {
  const rules = (text ?? '')
    .split(';')
    .filter((rule) => rule.trim() !== '')
    .map((rule) => {
      const [tables = '', columns = ''] = rule.split(':');
      return { tables: patternsOf(tables), columns: columns.split(',').map((column) => column.trim()) };
    });
  return (table) => rules.find(({ tables }) => matchesAny(tables, tableText(table)))?.columns;
}

/** Debezium has had several words for the same; a history of schemas, which some of them are about, is not needed here. */
function snapshotModeOf(mode: string): SnapshotMode {
  switch (mode) {
    case 'schema_only':
    case 'never':
    case 'no_data':
      return 'no_data';
    case 'recovery':
    case 'schema_only_recovery':
      return 'initial';
    default:
      return mode as SnapshotMode;
  }
}

function operationsWithout(skipped: readonly string[]): readonly Operation[] {
  const letters: Readonly<Record<Operation, string>> = { insert: 'c', update: 'u', delete: 'd' };
  return (['insert', 'update', 'delete'] as const).filter(
    (operation) => !skipped.includes(letters[operation]),
  );
}
