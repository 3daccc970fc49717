import type { Connection, RowDataPacket } from 'mysql2/promise';
import { quoteName, quoteTable, type TableName } from '../../mysql/names.ts';
import type { TargetColumn, TargetTable } from './target-table.ts';

/** The definition of a table as it is now; undefined if there is none of this name. */
export async function readTable(connection: Connection, name: TableName): Promise<TargetTable | undefined> {
  const place = [name.schema, name.table];
  const [columns] = await connection.query<RowDataPacket[]>(
    `SELECT COLUMN_NAME AS name, DATA_TYPE AS type, COLUMN_TYPE AS fullType, IS_NULLABLE AS nullable,
       GENERATION_EXPRESSION AS expression
     FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    place,
  );
  if (columns.length === 0) return undefined;
  const [keys] = await connection.query<RowDataPacket[]>(
    `SELECT INDEX_NAME AS name, COLUMN_NAME AS \`column\` FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND NON_UNIQUE = 0 ORDER BY INDEX_NAME, SEQ_IN_INDEX`,
    place,
  );
  const [foreign] = await connection.query<RowDataPacket[]>(
    `SELECT 1 FROM information_schema.REFERENTIAL_CONSTRAINTS
     WHERE CONSTRAINT_SCHEMA = ? AND (TABLE_NAME = ? OR REFERENCED_TABLE_NAME = ?) LIMIT 1`,
    [name.schema, name.table, name.table],
  );
  return {
    name,
    columns: new Map(columns.map(columnOf).map((column) => [column.name.toLowerCase(), column])),
    uniqueKeys: [...Map.groupBy(keys, (row) => text(row['name'])).values()].map((rows) =>
      // A part of a key may be an expression, which has no column.
      rows.map((row) => text(row['column'] ?? '').toLowerCase()),
    ),
    hasForeignKeys: foreign.length > 0,
  };
}

/** @param columns definitions as SQL has them */
export async function createTable(
  connection: Connection,
  name: TableName,
  { columns, key }: { readonly columns: readonly string[]; readonly key: readonly string[] },
): Promise<void> {
  const parts = [...columns, ...(key.length === 0 ? [] : [`PRIMARY KEY (${key.map(quoteName).join(', ')})`])];
  await connection.query(`CREATE TABLE IF NOT EXISTS ${quoteTable(name)} (\n  ${parts.join(',\n  ')}\n)`);
}

/** Another task may have added them at the same time: the definition tells, read again. */
export async function addColumns(
  connection: Connection,
  name: TableName,
  columns: readonly string[],
): Promise<void> {
  try {
    await connection.query(
      `ALTER TABLE ${quoteTable(name)} ${columns.map((column) => `ADD COLUMN ${column}`).join(', ')}`,
    );
  } catch (error) {
    if ((error as { code?: string }).code !== 'ER_DUP_FIELDNAME') throw error;
  }
}

function columnOf(row: RowDataPacket): TargetColumn {
  return {
    name: text(row['name']),
    type: text(row['type']).toLowerCase(),
    fullType: text(row['fullType']),
    isNullable: text(row['nullable']) === 'YES',
    isGenerated: text(row['expression'] ?? '') !== '',
  };
}

/** Some servers give long texts of the catalogue as bytes. */
function text(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
}
