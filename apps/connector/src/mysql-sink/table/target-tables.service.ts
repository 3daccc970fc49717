import { quoteName, type TableName, tableText } from '../../mysql/names.ts';
import type { SinkRecord } from '../../records/connect-record.ts';
import { type RecordField, isDeletion, recordFields } from '../rows/record-fields.ts';
import type { Layout } from '../rows/row-change.ts';
import { RowReader } from '../rows/row-reader.ts';
import type { SinkSettings } from '../sink-config.ts';
import type { SinkConnection, SinkConnections } from '../writing/sink-connections.service.ts';
import { columnDefinition, type NewColumn } from './column-definition.ts';
import { addColumns, createTable, readTable } from './table-catalog.service.ts';
import { hasUniqueKey, missingTable, tableFor, type TargetTable } from './target-table.ts';

/** A table that cannot be written to until somebody changes it, or the configuration. */
export class SinkTableError extends Error {
  override readonly name = 'SinkTableError';
}

/** A table, and how records become its rows. */
export interface Target {
  readonly table: TargetTable;
  readonly reader: RowReader;
}

const maxTargets = 1_000;

/** The tables of a task by their topics, as they were when they were looked at last. */
export class TargetTables {
  private readonly targets = new Map<string, Target>();
  private readonly checked = new WeakSet<Layout>();

  constructor(
    private readonly settings: SinkSettings,
    private readonly connections: SinkConnections,
  ) {}

  /** Undefined: it has not been looked at. */
  known(topic: string): Target | undefined {
    return this.targets.get(topic);
  }

  /**
   * Looks at the table of a topic, and makes it for these records if it is missing and may be made.
   *
   * @returns undefined if it is missing, and the records would only delete rows
   * @throws SinkTableError if it is missing and may not be made
   */
  async look(
    topic: string,
    records: readonly SinkRecord[],
    signal: AbortSignal,
  ): Promise<Target | undefined> {
    const name = tableFor(this.settings.tableFormat, topic, this.settings.connection.database);
    const table = await this.connections.use(async (connection) => {
      const found = await readTable(connection.connection, name);
      if (found !== undefined) return found;
      if (!this.settings.isCreating) throw new SinkTableError(missingTable(name));
      return this.create(connection, name, records);
    }, signal);
    this.targets.delete(topic);
    if (table === undefined) return undefined;
    const target = { table, reader: new RowReader(table, this.settings) };
    if (this.targets.size >= maxTargets) this.targets.clear();
    this.targets.set(topic, target);
    return target;
  }

  /** Adds columns for fields that have none yet. */
  async addColumns(
    { table }: Target,
    fields: readonly RecordField[],
    { records, signal }: { readonly records: readonly SinkRecord[]; readonly signal: AbortSignal },
  ): Promise<void> {
    const columns = fields
      .map((field) => columnDefinition(newColumn(field, records), { isNew: false }))
      .filter((column) => column !== undefined);
    await this.connections.use(({ connection }) => addColumns(connection, table.name, columns), signal);
  }

  /**
   * An upsert finds its row by a unique key: without one, every record would be a new row.
   *
   * @throws SinkTableError
   */
  checkKey(table: TargetTable, layout: Layout): void {
    if (this.settings.insertMode !== 'upsert' || this.checked.has(layout)) return;
    const key = layout.columns.slice(0, layout.keyCount);
    if (!hasUniqueKey(table, key)) throw new SinkTableError(missingKey(table.name, key));
    this.checked.add(layout);
  }

  private async create(
    { connection }: SinkConnection,
    name: TableName,
    records: readonly SinkRecord[],
  ): Promise<TargetTable | undefined> {
    const writing = records.filter((record) => !isDeletion(record, this.settings));
    if (writing.length === 0) return undefined;
    const fields = new Map<string, RecordField>();
    for (const record of writing)
      for (const field of recordFields(record, this.settings))
        if (!fields.has(field.name.toLowerCase())) fields.set(field.name.toLowerCase(), field);
    const isNew = new Set(writing.map(({ valueSchema }) => valueSchema)).size === 1;
    const columns = [...fields.values()].map((field) =>
      columnDefinition(newColumn(field, writing), { isNew }),
    );
    const key = [...fields.values()].filter(({ isKey }) => isKey).map((field) => field.name);
    await createTable(connection, name, { columns: columns.filter((column) => column !== undefined), key });
    return readTable(connection, name);
  }
}

export function missingKey(name: TableName, key: readonly string[]): string {
  const columns = key.map(quoteName).join(', ');
  return (
    `Table "${tableText(name)}" has no primary or unique key of exactly the columns ${columns}, so that an upsert would add ` +
    `a row each time: ALTER TABLE ... ADD PRIMARY KEY (${columns}), or change pk.mode and pk.fields.`
  );
}

/** Values are looked at only where there is no schema, and only of records that have fields. */
function newColumn(field: RecordField, records: readonly SinkRecord[]): NewColumn {
  return { field, records: records.filter(({ value }) => field.isKey || value !== null) };
}
