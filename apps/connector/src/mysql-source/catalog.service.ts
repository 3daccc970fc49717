import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { TableName } from '../mysql/names.ts';
import type { SourceColumn } from './values/row-mapper.ts';

/** A table as the catalogue has it now. */
export interface SourceTable extends TableName {
  readonly columns: readonly CatalogColumn[];
  /** In the key's order; empty if there is none. */
  readonly primaryKey: readonly string[];
  /** As MySQL estimates it. */
  readonly averageRowBytes: number;
}

export interface CatalogColumn extends SourceColumn {
  readonly isAutoIncrement: boolean;
}

/** What belongs to MySQL itself. */
export const systemSchemas = ['mysql', 'sys', 'information_schema', 'performance_schema'] as const;

/**
 * Every table the user may read, without columns.
 *
 * @param types of tables, as JDBC calls them: `TABLE`, `VIEW`
 * @param schema undefined: of all but MySQL's own
 */
export async function listTables(
  connection: Connection,
  types: readonly string[] = ['TABLE'],
  schema?: string,
): Promise<readonly TableName[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\` FROM information_schema.TABLES
     WHERE TABLE_TYPE IN (?) AND TABLE_SCHEMA NOT IN (?) AND (? IS NULL OR TABLE_SCHEMA = ?)
     ORDER BY TABLE_SCHEMA, TABLE_NAME`,
    [types.map(catalogType), systemSchemas, schema ?? null, schema ?? null],
  );
  return rows.map((row) => ({ schema: String(row['schema']), table: String(row['table']) }));
}

/** One table with its columns; undefined if there is none of that name. */
export async function describeTable(
  connection: Connection,
  { schema, table }: TableName,
): Promise<SourceTable | undefined> {
  const [columns] = await connection.query<RowDataPacket[]>(
    `SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE = 'YES' AS nullable, EXTRA AS extra
     FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    [schema, table],
  );
  if (columns.length === 0) return undefined;
  const [key] = await connection.query<RowDataPacket[]>(
    `SELECT COLUMN_NAME AS name FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX`,
    [schema, table],
  );
  const [size] = await connection.query<RowDataPacket[]>(
    'SELECT AVG_ROW_LENGTH AS bytes FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?',
    [schema, table],
  );
  return {
    schema,
    table,
    columns: columns.map((row) => ({
      name: String(row['name']),
      type: text(row['type']),
      nullable: Number(row['nullable']) === 1,
      isAutoIncrement: text(row['extra']).includes('auto_increment'),
    })),
    primaryKey: key.map((row) => String(row['name'])),
    averageRowBytes: Number(size[0]?.['bytes'] ?? 0),
  };
}

function catalogType(type: string): string {
  return type.toUpperCase() === 'TABLE' ? 'BASE TABLE' : type.toUpperCase();
}

/** Some servers give long texts of the catalogue as bytes. */
function text(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
}
