import type { Connection } from 'mysql2/promise';
import type { RawConfig } from '../config/config-def.ts';
import type { ConfigErrors } from '../config/read-config.ts';
import { withMySql } from '../mysql/mysql-connection.service.ts';
import { MySqlUnavailableError } from '../mysql/mysql.errors.ts';
import { readSinkSettings, type SinkSettings } from './sink-config.ts';
import { readTable } from './table/table-catalog.service.ts';
import { columnOf, hasUniqueKey, missingTable, tableFor, type TargetTable } from './table/target-table.ts';
import { missingKey } from './table/target-tables.service.ts';

/** What the keys say together, and what the database says to them. */
export async function checkSink(raw: RawConfig, signal: AbortSignal): Promise<ConfigErrors> {
  const settings = readSinkSettings(raw);
  const together = errorsTogether(settings);
  if (together.size > 0) return together;
  try {
    return await withMySql(settings.connection, (connection) => checkTables(connection, settings, raw), {
      signal,
    });
  } catch (error) {
    if (error instanceof MySqlUnavailableError) return new Map([[error.key, [error.message]]]);
    throw error;
  }
}

function errorsTogether({ insertMode, keyMode, keyFields, isDeleting }: SinkSettings): ConfigErrors {
  if (isDeleting && keyMode !== 'record_key')
    return errorOn('delete.enabled', "Primary key mode must be 'record_key' when delete support is enabled");
  if (insertMode !== 'insert' && keyMode === 'none')
    return errorOn('pk.mode', `insert.mode=${insertMode} finds its row by a key: pk.mode must not be none`);
  if (keyMode === 'kafka' && keyFields.length !== 0 && keyFields.length !== 3)
    return errorOn(
      'pk.fields',
      'pk.mode=kafka wants the names of three columns, for topic, partition and offset, or none',
    );
  return new Map();
}

/** Only tables whose names are certain: transforms may rename topics. */
async function checkTables(
  connection: Connection,
  settings: SinkSettings,
  raw: RawConfig,
): Promise<ConfigErrors> {
  if ((raw['transforms'] ?? '').trim() !== '' && settings.tableFormat.includes('${topic}')) return new Map();
  const topics = (raw['topics'] ?? '').split(',').map((topic) => topic.trim());
  for (const topic of topics.filter((each) => each !== '')) {
    const errors = await checkTable(connection, settings, topic);
    if (errors.size > 0) return errors;
  }
  return new Map();
}

async function checkTable(
  connection: Connection,
  settings: SinkSettings,
  topic: string,
): Promise<ConfigErrors> {
  const key = 'table.name.format';
  try {
    const name = tableFor(settings.tableFormat, topic, settings.connection.database);
    const table = await readTable(connection, name);
    if (table !== undefined) return checkKey(table, settings);
    return settings.isCreating ? new Map() : errorOn(key, missingTable(name));
  } catch (error) {
    if ((error as Error).name === 'DataError') return errorOn(key, (error as Error).message);
    throw error;
  }
}

/** Of record_key and record_value without pk.fields, only a record says which columns the key has. */
function checkKey(table: TargetTable, settings: SinkSettings): ConfigErrors {
  const { keyMode, keyFields, insertMode } = settings;
  const names =
    keyMode === 'kafka' && keyFields.length === 0
      ? ['__connect_topic', '__connect_partition', '__connect_offset']
      : keyFields;
  if (keyMode === 'none' || names.length === 0) return new Map();
  const missing = names.find((name) => columnOf(table, name) === undefined);
  if (missing !== undefined && !settings.isEvolving)
    return errorOn('pk.fields', `Table "${table.name.table}" has no column "${missing}" for the key.`);
  if (insertMode !== 'upsert' || hasUniqueKey(table, names)) return new Map();
  return errorOn('pk.fields', missingKey(table.name, names));
}

function errorOn(key: string, message: string): ConfigErrors {
  return new Map([[key, [message]]]);
}
