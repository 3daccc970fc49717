import type { Connection } from 'mysql2/promise';
import type { RawConfig } from '../../config/config-def.ts';
import type { ConfigErrors } from '../../config/read-config.ts';
import { type ConnectionSettings, connectionSettings } from '../../mysql/connection-settings.ts';
import { MySqlUnavailableError } from '../../mysql/mysql.errors.ts';
import { withMySql } from '../../mysql/mysql-connection.service.ts';
import { modeOf } from '../config/source-mode.ts';
import { validateBinlog } from './binlog-checks.service.ts';
import { validatePolling } from './polling-checks.service.ts';
import { validateTables } from './table-checks.service.ts';

const timeoutMs = 4_000;

/** What is being checked, and where what is found is put. */
export interface Validation {
  readonly raw: RawConfig;
  readonly settings: ConnectionSettings;
  readonly connection: Connection;
  /** A sentence that says what is wrong and the way out, at the key that decides it. */
  readonly note: (key: string, sentence: string) => void;
}

/** What the keys say together, and what the server says to them, within some seconds. */
export async function validateSource(raw: RawConfig, signal: AbortSignal): Promise<ConfigErrors> {
  const errors = new Map<string, string[]>();
  const note = (key: string, sentence: string): void => {
    errors.set(key, [...(errors.get(key) ?? []), sentence]);
  };
  noteContradictions(raw, note);
  if (errors.size > 0) return errors;
  const settings = connectionSettings(raw);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(2 * timeoutMs)]);
  try {
    await withMySql(
      settings,
      async (connection) => {
        const validation = { raw, settings, connection, note };
        if (modeOf(raw) === 'cdc') await validateBinlog(validation);
        const tables = await validateTables(validation);
        if (modeOf(raw) !== 'cdc') await validatePolling(validation, tables);
      },
      { signal: limit, timeoutMs },
    );
  } catch (error) {
    if (error instanceof MySqlUnavailableError) note(error.key, error.message);
    else
      note(
        settings.keys.host,
        `MySQL could not be asked about this configuration: ${(error as Error).message}`,
      );
  }
  return errors;
}

function noteContradictions(raw: RawConfig, note: Validation['note']): void {
  const has = (key: string): boolean => (raw[key] ?? '').trim() !== '';
  const exclusive = (one: string, other: string): void => {
    if (has(one) && has(other)) note(one, `${one} and ${other} exclude each other; keep one of them.`);
  };
  exclusive('table.whitelist', 'table.blacklist');
  exclusive('table.include.list', 'table.exclude.list');
  exclusive('database.include.list', 'database.exclude.list');
  exclusive('column.include.list', 'column.exclude.list');
  if (modeOf(raw) !== 'cdc') {
    for (const key of ['table.whitelist', 'table.blacklist', 'table.include.list', 'table.exclude.list']) {
      exclusive('query', key);
    }
  }
  const mode = modeOf(raw);
  if (
    mode !== undefined &&
    mode.startsWith('timestamp') &&
    !has('timestamp.column.name') &&
    !has('timestamp.columns.mapping')
  ) {
    note('timestamp.column.name', `mode=${mode} needs the column of the time of the last change.`);
  }
  if (
    has('query') &&
    mode !== 'bulk' &&
    mode !== 'timestamp' &&
    mode !== 'cdc' &&
    !has('incrementing.column.name')
  ) {
    note('incrementing.column.name', 'A query does not say which of its columns only ever grows: name it.');
  }
}
