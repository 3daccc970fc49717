import { tableText } from '../../mysql/names.ts';
import type { CatalogColumn, SourceTable } from '../catalog.service.ts';
import { pollSettings } from '../config/poll-configuration.ts';
import { columnNamed } from '../polling/column-names.ts';
import type { PollSettings } from '../polling/poll-settings.ts';
import { parseColumnType } from '../values/column-type.ts';
import type { Validation } from './validate-source.service.ts';

/** Whether what is new can be told by the columns, and whether it can be known who is still writing. */
export async function validatePolling(validation: Validation, tables: readonly SourceTable[]): Promise<void> {
  const settings = pollSettings(validation.raw);
  if (settings.mode === 'bulk') return;
  for (const table of tables) {
    if (settings.mode !== 'timestamp') checkId(validation, settings, table);
    if (settings.mode !== 'incrementing') checkTimes(validation, settings, table);
  }
  if (settings.graceMs === undefined) await checkProcess(validation);
}

function checkId({ raw, note }: Validation, settings: PollSettings, table: SourceTable): void {
  const key = 'incrementing.column.name';
  const wanted = settings.incrementingColumn(table);
  const column =
    wanted === ''
      ? table.columns.find(({ isAutoIncrement }) => isAutoIncrement)
      : find(table, wanted, (sentence) => note(key, sentence));
  if (column === undefined) {
    if (wanted === '') note(key, `${tableText(table)} has no AUTO_INCREMENT column: name one with ${key}.`);
    return;
  }
  const { word, sizes } = parseColumnType(column.type);
  if (!/^(tiny|small|medium|big)?int$/.test(word) && !(word === 'decimal' && (sizes[1] ?? 0) === 0)) {
    note(
      key,
      `${tableText(table)}.${column.name} is a ${word.toUpperCase()}; only whole numbers grow by steps.`,
    );
  }
  if (column.nullable && raw['validate.non.null'] !== 'false') {
    note(
      key,
      `${tableText(table)}.${column.name} may be NULL: make it NOT NULL, or set validate.non.null to false.`,
    );
  }
}

function checkTimes({ raw, note }: Validation, settings: PollSettings, table: SourceTable): void {
  const key = 'timestamp.column.name';
  const wanted = settings.timestampColumns(table);
  const columns = wanted.flatMap((name) => find(table, name, (sentence) => note(key, sentence)) ?? []);
  if (columns.length < wanted.length) return;
  for (const { name, type } of columns) {
    if (/^(datetime|timestamp|date)\b/.test(type)) continue;
    note(
      key,
      `${tableText(table)}.${name} is a ${type.toUpperCase()}; it must be a DATETIME, TIMESTAMP or DATE.`,
    );
  }
  if (columns.some(({ nullable }) => !nullable) || raw['validate.non.null'] === 'false') return;
  note(key, `At least one time of ${tableText(table)} must be NOT NULL, or validate.non.null must be false.`);
}

function find(
  table: SourceTable,
  wanted: string,
  note: (sentence: string) => void,
): CatalogColumn | undefined {
  try {
    const name = columnNamed(wanted, table.columns, tableText(table));
    return table.columns.find((column) => column.name === name);
  } catch (error) {
    note((error as Error).message);
    return undefined;
  }
}

async function checkProcess({ connection, settings, note }: Validation): Promise<void> {
  try {
    await connection.query('SELECT COUNT(*) FROM information_schema.INNODB_TRX');
  } catch {
    note(
      settings.keys.user,
      `The user '${settings.user}' may not see which transactions are open, and rows of those that commit late would be lost: ` +
        `GRANT PROCESS ON *.* TO '${settings.user}', or say with late.commit.grace.ms how long a transaction may take.`,
    );
  }
}
