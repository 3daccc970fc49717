import { DataError } from '../../records/data-error.ts';
import { type TableName, tableText } from '../../mysql/names.ts';

/** A column that is written to. */
export interface TargetColumn {
  readonly name: string;
  /** Its type in one word, for example `varchar`. */
  readonly type: string;
  /** As MySQL writes it, for example `decimal(10,2)`. */
  readonly fullType: string;
  readonly isNullable: boolean;
  /** MySQL makes its values: they cannot be written. */
  readonly isGenerated: boolean;
}

/** A table as it was when its definition was read. */
export interface TargetTable {
  readonly name: TableName;
  /** By their names in small letters: MySQL does not tell the cases apart. */
  readonly columns: ReadonlyMap<string, TargetColumn>;
  /** The columns of the primary key and of every other unique key, in small letters. */
  readonly uniqueKeys: readonly (readonly string[])[];
  readonly hasForeignKeys: boolean;
}

export function columnOf(table: TargetTable, name: string): TargetColumn | undefined {
  return table.columns.get(name.toLowerCase());
}

/** Whether these columns tell the table's rows apart. */
export function hasUniqueKey(table: TargetTable, columns: readonly string[]): boolean {
  const wanted = new Set(columns.map((column) => column.toLowerCase()));
  return table.uniqueKeys.some(
    (key) => key.length === wanted.size && key.every((column) => wanted.has(column)),
  );
}

/**
 * The table for a topic. What stands before a dot is the database; a name between backticks is one name, whatever dots it has.
 *
 * @throws DataError if no table can have the name
 * @example
 * tableFor('reports.${topic}', 'orders', 'shop'); // { schema: 'reports', table: 'orders' }
 */
export function tableFor(format: string, topic: string, database: string | undefined): TableName {
  const text = format.replaceAll('${topic}', () => topic);
  const names = [...text.matchAll(/`((?:[^`]|``)+)`|[^.`]+/g)].map(
    ([all, quoted]) => quoted?.replaceAll('``', '`') ?? all,
  );
  const [first, second] = names;
  const wayOut =
    'Say a fixed table.name.format, put `${topic}` into backticks, or rename the topic with a RegexRouter';
  if (first === undefined || names.length > 2)
    throw new DataError(`${text} is no table: a name has at most one dot, after the database. ${wayOut}.`);
  if (second !== undefined) return { schema: first, table: second };
  if (database === undefined)
    throw new DataError(`${text} is in no database: name one in connection.url or in table.name.format.`);
  return { schema: database, table: first };
}

export function missingTable(name: TableName): string {
  return `Table "${tableText(name)}" is missing and auto-creation is disabled: create it, or set auto.create=true.`;
}
