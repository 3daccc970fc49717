import { setTimeout as delay } from 'node:timers/promises';
import type { RawConfig } from '../config/config-def.ts';
import { connectionSettings } from '../mysql/connection-settings.ts';
import { withMySql } from '../mysql/mysql-connection.service.ts';
import { type TableName, tableText } from '../mysql/names.ts';
import { listTables } from './catalog.service.ts';
import { tableSelection } from './config/table-selection.ts';

const defaultIntervalMs = 60_000;

/** The tables a configuration means, as there are now. */
export async function selectedTables(raw: RawConfig, signal: AbortSignal): Promise<readonly TableName[]> {
  const { schema, types, isSelected } = tableSelection(raw);
  const tables = await withMySql(
    connectionSettings(raw),
    (connection) => listTables(connection, types, schema),
    { signal },
  );
  return tables.filter(isSelected);
}

/** Calls `changed` when there are others, until `signal`. */
export async function watchTables(raw: RawConfig, changed: () => void, signal: AbortSignal): Promise<void> {
  const intervalMs = Number(raw['table.poll.interval.ms'] ?? defaultIntervalMs);
  let known: string | undefined;
  for (;;) {
    const names = await namesNow(raw, signal);
    if (signal.aborted) return;
    if (known !== undefined && names !== undefined && names !== known) changed();
    known = names ?? known;
    await delay(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Undefined while the server is away: that is for the tasks to tell. */
async function namesNow(raw: RawConfig, signal: AbortSignal): Promise<string | undefined> {
  try {
    return (await selectedTables(raw, signal)).map(tableText).join('\n');
  } catch {
    return undefined;
  }
}
