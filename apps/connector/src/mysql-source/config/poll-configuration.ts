import type { RawConfig } from '../../config/config-def.ts';
import { readConfig } from '../../config/read-config.ts';
import { connectionSettings } from '../../mysql/connection-settings.ts';
import { type TableName, tableText } from '../../mysql/names.ts';
import type { PollMode, PollSettings } from '../polling/poll-settings.ts';
import { readHandling } from './handling-keys.ts';
import { matchesAny, patternsOf } from './name-patterns.ts';
import { pollKeys } from './poll-keys.ts';
import { dialectOf, modeOf } from './source-mode.ts';
import { tablesOf } from './task-tables.ts';

/** Reads a task's configuration of one of the JDBC source's modes. @throws ConfigError */
export function pollSettings(raw: RawConfig): PollSettings {
  const config = readConfig(pollKeys, raw);
  const query = config.query.trim();
  return {
    connection: connectionSettings(raw),
    connectionAttempts: Number(raw['connection.attempts'] ?? 3),
    connectionBackoffMs: Number(raw['connection.backoff.ms'] ?? 10_000),
    mode: modeOf(raw) as PollMode,
    tables: tablesOf(raw),
    query: query === '' ? undefined : query.replace(/;$/, ''),
    querySuffix: config['query.suffix'],
    topicPrefix: config['topic.prefix'],
    pollIntervalMs: config['poll.interval.ms'],
    batchRows: config['batch.max.rows'],
    incrementingColumn: byTable(
      config['incrementing.column.mapping'],
      config['incrementing.column.name'].trim(),
    ),
    timestampColumns: byTable(config['timestamp.columns.mapping'], config['timestamp.column.name'], listed),
    timestampInitialMs: config['timestamp.initial'],
    timestampDelayMs: config['timestamp.delay.interval.ms'],
    timeZone: config['db.timezone'],
    handling: readHandling(dialectOf(raw), true, raw),
    graceMs: config['late.commit.grace.ms'],
  };
}

/** What a mapping says of a table, as in `shop.orders:id`; else what counts for all. */
function byTable<Value>(
  mapping: readonly string[],
  usual: Value,
  read: (text: string) => Value = (text) => text as Value,
): (table: TableName | undefined) => Value {
  const rules = mapping.map((rule) => {
    const colon = rule.lastIndexOf(':');
    return { tables: patternsOf(rule.slice(0, colon)), value: read(rule.slice(colon + 1).trim()) };
  });
  return (table) =>
    table === undefined
      ? usual
      : (rules.find(({ tables }) => matchesAny(tables, tableText(table)))?.value ?? usual);
}

/** `[changed|created]` */
function listed(text: string): readonly string[] {
  return text
    .replaceAll(/[[\]]/g, '')
    .split('|')
    .map((name) => name.trim());
}
