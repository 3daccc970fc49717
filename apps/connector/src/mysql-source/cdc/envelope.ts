import type { FieldSchema, Schema } from '../../records/schema.ts';
import { schemaOf } from '../values/value-schema.ts';

/** Where a change comes from; the same for all rows of an event but for `row`. */
export interface ChangeSource {
  readonly connectorName: string;
  readonly schema: string;
  readonly table: string;
  readonly serverId: number;
  readonly gtid: string | null;
  readonly file: string;
  readonly pos: number;
  readonly timestampMs: number;
  readonly snapshot: 'true' | 'first' | 'last' | 'false';
}

export type ChangeOperation = 'c' | 'u' | 'd' | 'r';

/** What a change of a row is in a topic, in Debezium's form. */
export interface Envelope {
  readonly before: unknown;
  readonly after: unknown;
  readonly source: Readonly<Record<string, unknown>>;
  readonly op: ChangeOperation;
  readonly ts_ms: number;
  readonly ts_us: number;
  readonly ts_ns: number;
  readonly transaction: null;
}

const version = '0.1.0';
const nsPerMs = 1_000_000;

/**
 * The `source` of a change. Nanoseconds are a number although beyond 2^53: a whole number of milliseconds has so few digits that it is
 * written exactly, and costs no BigInt for every row.
 */
export function sourceBlock(source: ChangeSource, row: number): Readonly<Record<string, unknown>> {
  const { timestampMs } = source;
  return {
    version,
    connector: 'mysql',
    name: source.connectorName,
    ts_ms: timestampMs,
    snapshot: source.snapshot,
    db: source.schema,
    sequence: null,
    ts_us: timestampMs * 1_000,
    ts_ns: timestampMs * nsPerMs,
    table: source.table,
    server_id: source.serverId,
    gtid: source.gtid,
    file: source.file,
    pos: source.pos,
    row,
    thread: null,
    query: null,
  };
}

/** @param processedMs when it was read here: less `source.ts_ms`, the lag */
export function envelope(
  op: ChangeOperation,
  rows: { readonly before: unknown; readonly after: unknown },
  { source, processedMs }: { readonly source: Envelope['source']; readonly processedMs: number },
): Envelope {
  return {
    before: rows.before,
    after: rows.after,
    source,
    op,
    ts_ms: processedMs,
    ts_us: processedMs * 1_000,
    ts_ns: processedMs * nsPerMs,
    transaction: null,
  };
}

/** @param topic its name is in the schema's, as Debezium has it */
export function envelopeSchema(topic: string, row: Schema): Schema {
  return {
    ...schemaOf('struct'),
    name: `${topic}.Envelope`,
    version: 2,
    fields: [
      { ...row, optional: true, field: 'before' },
      { ...row, optional: true, field: 'after' },
      { ...sourceSchema, field: 'source' },
      field('string', 'op'),
      ...times.map((name) => optionalField('int64', name)),
      { ...transactionSchema, field: 'transaction' },
    ],
  };
}

const times = ['ts_ms', 'ts_us', 'ts_ns'] as const;

function field(type: FieldSchema['type'], name: string): FieldSchema {
  return { type, optional: false, field: name };
}

function optionalField(type: FieldSchema['type'], name: string): FieldSchema {
  return { type, optional: true, field: name };
}

const sourceSchema: Schema = {
  ...schemaOf('struct', 'io.debezium.connector.mysql.Source'),
  fields: [
    field('string', 'version'),
    field('string', 'connector'),
    field('string', 'name'),
    field('int64', 'ts_ms'),
    optionalField('string', 'snapshot'),
    field('string', 'db'),
    optionalField('string', 'sequence'),
    optionalField('int64', 'ts_us'),
    optionalField('int64', 'ts_ns'),
    optionalField('string', 'table'),
    field('int64', 'server_id'),
    optionalField('string', 'gtid'),
    field('string', 'file'),
    field('int64', 'pos'),
    field('int32', 'row'),
    optionalField('int64', 'thread'),
    optionalField('string', 'query'),
  ],
};

const transactionSchema: Schema = {
  ...schemaOf('struct', 'event.block'),
  optional: true,
  fields: [field('string', 'id'), field('int64', 'total_order'), field('int64', 'data_collection_order')],
};
