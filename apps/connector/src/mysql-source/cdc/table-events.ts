import type { Row } from '@payments/binlog';
import type { SourceRecord } from '../../records/connect-record.ts';
import type { Schema } from '../../records/schema.ts';
import { noRules } from '../values/column-rules.ts';
import type { ColumnRules } from '../values/column-rules.ts';
import type { Handling } from '../values/handling.ts';
import { RowMapper, type SourceColumn } from '../values/row-mapper.ts';
import { type ChangeSource, envelope, envelopeSchema, sourceBlock } from './envelope.ts';
import { keyJson } from './key-json.ts';

export interface TableEventsOptions {
  readonly topic: string;
  readonly columns: readonly SourceColumn[];
  /** Names of the columns the record's key has. */
  readonly key: readonly string[];
  readonly handling: Handling;
  readonly rules: ColumnRules;
  /** Rows as they are after the change, and nothing about it. */
  readonly afterStateOnly: boolean;
  readonly tombstones: boolean;
}

/** Where rows come from, and when they were read. */
export interface RowOrigin {
  readonly source: ChangeSource;
  readonly processedMs: number;
}

/** Makes the records of one table, with the columns it has for a while. */
export class TableEvents {
  private readonly row: RowMapper;
  private readonly key: RowMapper;
  private readonly valueSchema: Schema;

  /** @throws UnsupportedColumnError */
  constructor(private readonly options: TableEventsOptions) {
    const { topic, columns, handling, rules, afterStateOnly } = options;
    this.row = new RowMapper({ columns, name: `${topic}.Value`, handling, rules });
    const keyColumns = options.key.flatMap((name) => columns.filter((column) => column.name === name));
    this.key = new RowMapper({ columns: keyColumns, name: `${topic}.Key`, handling, rules: noRules });
    this.valueSchema = afterStateOnly ? this.row.schema : envelopeSchema(topic, this.row.schema);
  }

  /** Columns that had no value though the catalogue says they always have one: it knows a later definition of the table. */
  get unexpectedNulls(): ReadonlySet<string> {
    return this.row.unexpectedNulls;
  }

  /** A row that the snapshot read. */
  read(row: Row, origin: RowOrigin): SourceRecord {
    return this.record(
      this.key.map(row),
      this.value('r', { before: null, after: this.row.map(row) }, 0, origin),
    );
  }

  insert(row: Row, index: number, origin: RowOrigin): SourceRecord {
    return this.record(
      this.key.map(row),
      this.value('c', { before: null, after: this.row.map(row) }, index, origin),
    );
  }

  /** What deletes a row: the change, unless only states are wanted, and then nothing under the same key. */
  delete(row: Row, index: number, origin: RowOrigin): readonly SourceRecord[] {
    const key = this.key.map(row);
    const { afterStateOnly, tombstones } = this.options;
    if (afterStateOnly) return [this.tombstone(key)];
    const change = this.record(
      key,
      this.value('d', { before: this.row.map(row), after: null }, index, origin),
    );
    return tombstones ? [change, this.tombstone(key)] : [change];
  }

  /** A row that keeps its key is updated; else it is deleted, and created under the other, each naming the other key. */
  update(
    { before, after }: { readonly before: Row; readonly after: Row },
    index: number,
    origin: RowOrigin,
  ): readonly SourceRecord[] {
    const key = this.key.map(after);
    if (!this.hasSameKey(before, after)) {
      const oldKey = this.key.map(before);
      const [deletion, ...tombstones] = this.delete(before, index, origin);
      return [
        withHeader(deletion as SourceRecord, '__debezium.newkey', key),
        ...tombstones,
        withHeader(this.insert(after, index, origin), '__debezium.oldkey', oldKey),
      ];
    }
    const rows = {
      before: this.options.afterStateOnly ? null : this.row.map(before),
      after: this.row.map(after),
    };
    return [this.record(key, this.value('u', rows, index, origin))];
  }

  private hasSameKey(before: Row, after: Row): boolean {
    return this.options.key.every((name) => {
      const [one, other] = [before[name], after[name]];
      return one === other || (Buffer.isBuffer(one) && Buffer.isBuffer(other) && one.equals(other));
    });
  }

  private value(
    op: 'c' | 'u' | 'd' | 'r',
    rows: { readonly before: unknown; readonly after: unknown },
    index: number,
    { source, processedMs }: RowOrigin,
  ): unknown {
    if (this.options.afterStateOnly) return rows.after;
    return envelope(op, rows, { source: sourceBlock(source, index), processedMs });
  }

  private tombstone(key: unknown): SourceRecord {
    return { ...this.record(key, null), valueSchema: undefined };
  }

  private record(key: unknown, value: unknown): SourceRecord {
    return {
      topic: this.options.topic,
      partition: undefined,
      keySchema: this.key.schema,
      key,
      valueSchema: this.valueSchema,
      value,
      headers: noHeaders,
      timestampMs: undefined,
    };
  }
}

const noHeaders = {};

function withHeader(
  record: SourceRecord,
  name: string,
  key: Readonly<Record<string, unknown>>,
): SourceRecord {
  return { ...record, headers: { [name]: keyJson(key) } };
}
