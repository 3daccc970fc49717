import type { Connection } from 'mysql2/promise';
import { quoteTable, type TableName, tableText } from '../../mysql/names.ts';
import type { SourcePosition } from '../../plugin/plugin.ts';
import type { SourceRecord } from '../../records/connect-record.ts';
import { type CatalogColumn, describeTable } from '../catalog.service.ts';
import { selectList } from '../select-list.ts';
import { RowMapper, type SourceColumn } from '../values/row-mapper.ts';
import type { PollSettings } from './poll-settings.ts';
import type { RowBatch } from './row-stream.service.ts';

/** What is polled: a table, or what a query gives. */
export interface Relation {
  readonly table: TableName | undefined;
  /** For people. */
  readonly label: string;
  readonly topic: string;
  /** In offsets, as the JDBC source names it. */
  readonly partition: SourcePosition;
}

/** A relation as it is now. */
export interface RelationShape {
  /** Empty for a query. */
  readonly columns: readonly CatalogColumn[];
  readonly primaryKey: readonly string[];
  /** What comes before WHERE. */
  readonly select: string;
}

export function relationsOf({ tables, query, topicPrefix }: PollSettings): readonly Relation[] {
  if (query !== undefined) {
    return [{ table: undefined, label: 'the query', topic: topicPrefix, partition: { query: 'query' } }];
  }
  return tables.map((table) => ({
    table,
    label: tableText(table),
    topic: `${topicPrefix}${table.table}`,
    partition: { protocol: '1', table: tableText(table) },
  }));
}

/** @throws Error if the table is gone */
export async function shapeOf(
  connection: Connection,
  relation: Relation,
  query: string | undefined,
): Promise<RelationShape> {
  if (relation.table === undefined) return { columns: [], primaryKey: [], select: query ?? '' };
  const table = await describeTable(connection, relation.table);
  if (table === undefined) throw new Error(`The table ${relation.label} does not exist (any more).`);
  const { columns, primaryKey } = table;
  return { columns, primaryKey, select: `SELECT ${selectList(columns)} FROM ${quoteTable(relation.table)}` };
}

/** Makes records of a relation's rows, without keys, as the JDBC source does. */
export class RelationRecords {
  private mapper: { readonly columns: readonly SourceColumn[]; readonly rows: RowMapper } | undefined;

  constructor(
    private readonly relation: Relation,
    private readonly settings: Pick<PollSettings, 'handling'>,
  ) {}

  /** @param shape of a table, whose catalogue says more than the result */
  of(batch: RowBatch, shape: RelationShape): readonly SourceRecord[] {
    const columns = shape.columns.length > 0 ? shape.columns : batch.columns;
    if (this.mapper?.columns !== columns) {
      const name = this.relation.table?.table ?? this.relation.topic;
      this.mapper = { columns, rows: new RowMapper({ columns, name, handling: this.settings.handling }) };
    }
    const { rows } = this.mapper;
    return batch.rows.map((row) => ({
      topic: this.relation.topic,
      partition: undefined,
      keySchema: undefined,
      key: null,
      valueSchema: rows.schema,
      value: rows.map(row),
      headers: {},
      timestampMs: undefined,
    }));
  }
}
