import type { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type { Row } from '@payments/binlog';
import type { FieldPacket } from 'mysql2';
import type { Connection } from 'mysql2/promise';
import type { SourceColumn } from '../values/row-mapper.ts';
import { columnOfField } from './result-column.ts';

/** A query with its parameters. */
export interface Query {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Some rows of a result, with what its columns are. */
export interface RowBatch {
  readonly columns: readonly SourceColumn[];
  readonly rows: readonly Row[];
}

/**
 * The rows of a query in batches, as they come: the server waits while nobody takes them. Whoever does not read to the end closes the
 * connection, as nothing else can stop the rest.
 */
export async function* streamRows(
  connection: Connection,
  query: Query,
  batchRows: number,
): AsyncGenerator<RowBatch, void, undefined> {
  let columns: readonly SourceColumn[] = [];
  const raw = (connection as unknown as { readonly connection: RawConnection }).connection;
  const command = raw.query({ sql: query.sql, values: [...query.parameters], typeCast });
  command.on('fields', (fields: FieldPacket[] | undefined) => {
    columns = (fields ?? []).map(columnOfField);
  });
  const stream = command.stream({ highWaterMark: batchRows });
  // The driver itself would leave whoever waits for a row waiting.
  const end = (): void =>
    void stream.destroy(new Error('The connection to MySQL was closed in the middle of a result.'));
  raw.stream.once('close', end);
  let rows: Row[] = [];
  try {
    for await (const row of stream) {
      rows.push(row as Row);
      if (rows.length < batchRows) continue;
      yield { columns, rows };
      rows = [];
    }
  } finally {
    raw.stream.off('close', end);
  }
  if (rows.length > 0) yield { columns, rows };
}

interface RawConnection {
  readonly stream: EventEmitter;
  query(options: object): {
    on(event: 'fields', listener: (fields: FieldPacket[] | undefined) => void): void;
    stream(options: { readonly highWaterMark: number }): Readable;
  };
}

/** Shapes as the server's own bytes, as they come from the binlog. */
function typeCast(field: { readonly type: string; buffer(): Buffer | null }, next: () => unknown): unknown {
  return field.type === 'GEOMETRY' ? field.buffer() : next();
}
