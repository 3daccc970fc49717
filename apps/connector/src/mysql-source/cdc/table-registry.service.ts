import type { TableSchema } from '@payments/binlog';
import type { Log } from '@payments/kafka';
import { withMySql } from '../../mysql/mysql-connection.service.ts';
import { tableText } from '../../mysql/names.ts';
import { describeTable, type SourceTable } from '../catalog.service.ts';
import type { SourceColumn } from '../values/row-mapper.ts';
import { type CdcSettings, topicOf } from './cdc-settings.ts';
import { TableEvents } from './table-events.ts';

/**
 * What makes records of a table's rows, for each definition the table has had. The binlog has names and types of the columns as they were
 * when the row was written; the catalogue adds which of them may be NULL.
 */
export class TableRegistry {
  private readonly bySchema = new WeakMap<TableSchema, TableEvents>();
  /** Columns that have been seen without a value, by table. */
  private readonly nullable = new Map<string, Set<string>>();

  constructor(
    private readonly settings: CdcSettings,
    private readonly context: { readonly log: Log; readonly signal: AbortSignal },
  ) {}

  /** Learns the definitions that are new. Only then `of` knows them. */
  async learn(schemas: Iterable<TableSchema>): Promise<void> {
    const unknown = [...new Set(schemas)].filter((schema) => !this.bySchema.has(schema));
    if (unknown.length === 0) return;
    await withMySql(
      this.settings.connection,
      async (connection) => {
        for (const schema of unknown) this.add(schema, await describeTable(connection, schema));
      },
      { signal: this.context.signal },
    );
  }

  of(schema: TableSchema): TableEvents {
    const events = this.bySchema.get(schema);
    if (events === undefined) throw new Error(`The columns of ${tableText(schema)} were not looked up.`);
    return events;
  }

  /** A definition that turned out to allow NULL where the catalogue, which is of now, does not. @returns what to use instead */
  relax(schema: TableSchema): TableEvents {
    const columns = this.nullable.get(tableText(schema)) ?? new Set<string>();
    for (const name of this.of(schema).unexpectedNulls) columns.add(name);
    this.nullable.set(tableText(schema), columns);
    this.add(schema, undefined);
    return this.of(schema);
  }

  /** For rows that were read from the table as it is now. */
  ofTable(table: SourceTable): TableEvents {
    return this.eventsOf(table, table.columns, table.primaryKey);
  }

  private add(schema: TableSchema, table: SourceTable | undefined): void {
    const seen = this.nullable.get(tableText(schema));
    const columns = schema.columns.map(({ name, type }): SourceColumn => {
      const now = table?.columns.find((column) => column.name === name);
      const isKey = schema.primaryKey.includes(name);
      return { name, type, nullable: !isKey && (now?.nullable !== false || seen?.has(name) === true) };
    });
    this.bySchema.set(schema, this.eventsOf(schema, columns, schema.primaryKey));
    if (schema.primaryKey.length > 0) return;
    this.context.log.warn(`${tableText(schema)} has no primary key: its records have no key.`);
  }

  private eventsOf(
    name: { readonly schema: string; readonly table: string },
    columns: readonly SourceColumn[],
    primaryKey: readonly string[],
  ): TableEvents {
    const { handling, afterStateOnly, tombstones } = this.settings;
    return new TableEvents({
      topic: topicOf(this.settings, name),
      columns,
      key: this.settings.keyColumns(name) ?? primaryKey,
      handling,
      rules: this.settings.rules(name),
      afterStateOnly,
      tombstones,
    });
  }
}
