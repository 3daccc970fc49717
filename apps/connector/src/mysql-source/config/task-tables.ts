import type { RawConfig } from '../../config/config-def.ts';
import type { TableName } from '../../mysql/names.ts';

/** The key under which a task is told its tables. */
const key = 'task.tables';

/** A task's configuration: the connector's, and which tables are its own. */
export function withTables(raw: RawConfig, tables: readonly TableName[]): RawConfig {
  return { ...raw, [key]: JSON.stringify(tables.map(({ schema, table }) => [schema, table])) };
}

export function tablesOf(raw: RawConfig): readonly TableName[] {
  const pairs = JSON.parse(raw[key] ?? '[]') as [string, string][];
  return pairs.map(([schema, table]) => ({ schema, table }));
}

/** Shares tables among at most so many tasks, as evenly as can be. */
export function shareTables(
  tables: readonly TableName[],
  maxTasks: number,
): readonly (readonly TableName[])[] {
  const count = Math.min(tables.length, maxTasks);
  return Array.from({ length: count }, (_, task) => tables.filter((__, index) => index % count === task));
}
