import type { AnyBinlogEvent, QueryEvent, RowData, TableMapEvent, UpdateRowData } from '@vlasky/zongji';
import { BinlogPurgedError, BinlogUnreadableError } from './binlog.errors.ts';
import { hasAllBits } from './row-reader.ts';
import { TextStatements } from './text-statements.ts';
import type { Operation, RowsChange, TableName, TableSchema, Transaction } from './rows-change.ts';

/** Where the assembler's changes go. */
export interface ChangeSink {
  /** @param bytes of the binlog that the change took */
  change(change: RowsChange, bytes: number): void;
  /** A transaction has ended; all its changes were given before. */
  boundary(): void;
}

export interface AssemblerOptions {
  readonly tables: readonly TableName[];
  /** Bytes of an event that are not its body: the header and, if the server writes one, the checksum. */
  readonly overheadBytes: () => number;
  /** Documents and shapes as the server's own bytes. */
  readonly binaryForms: boolean;
}

interface RawRowsEvent {
  readonly tableId: number;
  readonly timestamp: number;
  readonly nextPosition: number;
  readonly size: number;
  readonly gtid?: string;
  readonly numberOfColumns: number;
  readonly columns_present_bitmap: Buffer;
  readonly columns_present_bitmap2?: Buffer;
  rows: (RowData | UpdateRowData)[];
}

const operations: Readonly<Record<string, Operation>> = {
  WriteRows: 'insert',
  UpdateRows: 'update',
  DeleteRows: 'delete',
};

const wrapBytes = 2 ** 32;
/** MySQL's numbers of the types JSON and GEOMETRY, which lie in a row as a BLOB does. */
const keptAsBytes = new Set([245, 255]);
const blobType = 252;

/**
 * Makes changes and transaction boundaries of the events of one dump. Knows at any time the last boundary and how many
 * rows came after it. Throws what makes reading on impossible.
 */
export class EventAssembler {
  /** The end of the last whole transaction. */
  boundary: { file: string; offset: number };
  /** Rows of the watched tables since the boundary, those delivered before this dump included. */
  rowsSinceBoundary: number;

  private file: string;
  /** The largest offset seen in the file. */
  private reached = 0;
  /** Set from the group's GTID event until its end. */
  private transactionStart: number | undefined;
  /** The group's first statement has come. */
  private hasBegun = false;
  private transaction: Transaction | undefined;
  private inXa = false;
  private rowsToSkip: number;
  /** By the server's number for the table, with zongji's columns that they were made of. */
  private readonly schemas = new Map<number, { readonly columns: object; readonly schema: TableSchema }>();
  private readonly textStatements: TextStatements;

  constructor(
    from: { readonly file: string; readonly offset: number; readonly rows?: number },
    private readonly options: AssemblerOptions,
    private readonly sink: ChangeSink,
  ) {
    this.boundary = { file: from.file, offset: from.offset };
    this.file = from.file;
    this.rowsToSkip = from.rows ?? 0;
    this.rowsSinceBoundary = this.rowsToSkip;
    this.textStatements = new TextStatements(options.tables);
  }

  accept(event: AnyBinlogEvent): void {
    const type = event.getTypeName();
    switch (type) {
      case 'WriteRows':
      case 'UpdateRows':
      case 'DeleteRows':
        this.acceptRows(type, event as unknown as RawRowsEvent);
        break;
      case 'TableMap':
        this.acceptTable(event as TableMapEvent);
        break;
      case 'Xid':
      case 'XaPrepare':
        this.endTransaction(event.nextPosition);
        break;
      case 'Query':
        this.acceptQuery(event as QueryEvent);
        break;
      case 'Gtid':
      case 'AnonymousGtid':
        this.startTransaction(event.nextPosition - event.size - this.options.overheadBytes());
        break;
      case 'Rotate':
        this.acceptRotate(event as { binlogName: string; position: number; timestamp: number });
        break;
      case 'TransactionPayload':
        throw new BinlogUnreadableError(
          "A transaction is compressed. SET PERSIST binlog_transaction_compression = 'OFF'.",
        );
      case 'PartialUpdateRows':
        throw new BinlogUnreadableError("An update is partial. SET PERSIST binlog_row_value_options = ''.");
    }
  }

  /** A group of events starts; one before it that had no end of its own ends here. */
  private startTransaction(offset: number): void {
    if (this.transactionStart !== undefined) this.endTransaction(offset);
    this.transactionStart = this.unwrapped(offset);
    this.hasBegun = false;
  }

  private endTransaction(nextPosition: number): void {
    if (this.rowsToSkip > 0) {
      throw new BinlogPurgedError(
        `The transaction after ${this.boundary.file}:${this.boundary.offset} has fewer rows than were delivered of it: the position is from another binlog or for other tables.`,
      );
    }
    this.boundary = { file: this.file, offset: this.unwrapped(nextPosition) };
    this.rowsSinceBoundary = 0;
    this.transactionStart = undefined;
    this.transaction = undefined;
    this.inXa = false;
    this.sink.boundary();
  }

  /** Positions in events have 32 bits; a file in which one transaction is larger than that goes on. */
  private unwrapped(offset: number): number {
    let whole = offset;
    while (whole < this.reached) whole += wrapBytes;
    this.reached = whole;
    return whole;
  }

  private acceptRotate(event: { binlogName: string; position: number; timestamp: number }): void {
    if (this.file !== event.binlogName) this.reached = 0;
    this.file = event.binlogName;
    // The server also makes a rotation up when a dump starts: that says where we are, not that something ended.
    if (event.timestamp === 0) return;
    this.endTransaction(event.position);
  }

  private acceptQuery({ query, schema, nextPosition }: QueryEvent): void {
    const isFirst = this.transactionStart !== undefined && !this.hasBegun;
    this.hasBegun = true;
    if (query === 'BEGIN') return;
    if (/^\s*(COMMIT|ROLLBACK)\s*$/i.test(query)) this.endTransaction(nextPosition);
    else if (/^\s*XA\s+(START|BEGIN)\b/i.test(query)) this.inXa = true;
    else if (this.textStatements.concernWatched(query, schema)) {
      throw new BinlogUnreadableError(
        `A statement on a watched table is in the binlog as text, not as rows: "${query.slice(0, 60)}…". No session may set binlog_format to anything but ROW.`,
      );
    } else if (isFirst && !/\bSTART TRANSACTION\s*$/i.test(query)) {
      // A statement that is a transaction of its own, as a change of a definition is.
      this.endTransaction(nextPosition);
    }
  }

  private acceptTable(event: TableMapEvent): void {
    if (!event.hasSelfDescribingMetadata()) {
      throw new BinlogUnreadableError(
        `The binlog does not name the columns of ${event.schemaName}.${event.tableName}. SET PERSIST binlog_row_metadata = 'FULL', and read from a position after that.`,
      );
    }
    const columns = event.tableMap[event.tableId]?.columns;
    // The server numbers its tables anew when it starts, so that a number alone says nothing.
    if (columns === undefined || this.schemas.get(event.tableId)?.columns === columns) return;
    for (const column of columns) {
      // The same bytes in UTF-8, which Node decodes itself; ASCII goes through a converter and costs a quarter more.
      if (column.charset === 'ascii') column.charset = 'utf8mb4';
      if (this.options.binaryForms && keptAsBytes.has(column.type)) {
        column.type = blobType;
        column.charset = null;
      }
    }
    // A table gets a new number whenever its definition may have changed; until a restart the old one does not come again.
    for (const [id, { schema: known }] of this.schemas) {
      if (id === event.tableId || known.schema !== event.schemaName || known.table !== event.tableName)
        continue;
      this.schemas.delete(id);
      delete event.tableMap[id];
    }
    this.schemas.set(event.tableId, { columns, schema: tableSchema(event) });
  }

  private acceptRows(type: string, event: RawRowsEvent): void {
    const table = this.schemas.get(event.tableId)?.schema;
    const operation = operations[type];
    if (table === undefined || operation === undefined) return;
    if (this.inXa) throw new BinlogUnreadableError(xaMessage(table));
    if (!isWhole(event)) throw new BinlogUnreadableError(partialRowMessage(table));

    let { rows } = event;
    if (this.rowsToSkip > 0) {
      const skipped = Math.min(this.rowsToSkip, rows.length);
      this.rowsToSkip -= skipped;
      if (skipped === rows.length) return;
      rows = rows.slice(skipped);
    }
    this.rowsSinceBoundary += rows.length;
    this.transaction ??= {
      gtid: event.gtid,
      file: this.file,
      offset: this.transactionStart ?? this.boundary.offset,
      timestampMs: event.timestamp,
    };
    const change = { operation, table, transaction: this.transaction, rows, endOffset: event.nextPosition };
    this.sink.change(change as RowsChange, event.size);
  }
}

function tableSchema(event: TableMapEvent): TableSchema {
  const columns = event.buildColumnSchemas().map((column) => ({
    name: column.COLUMN_NAME,
    type: column.COLUMN_TYPE,
    charset: column.CHARACTER_SET_NAME,
  }));
  const primaryKey = (event.primaryKey ?? []).map((index) => columns[index]?.name ?? '');
  return { schema: event.schemaName, table: event.tableName, columns, primaryKey };
}

function isWhole(event: RawRowsEvent): boolean {
  const { columns_present_bitmap: one, columns_present_bitmap2: other, numberOfColumns } = event;
  return hasAllBits(one, numberOfColumns) && (other === undefined || hasAllBits(other, numberOfColumns));
}

function xaMessage({ schema, table }: TableSchema): string {
  return `An XA transaction wrote to ${schema}.${table}: its rows are in the binlog before it is decided whether they stay. Write to watched tables in ordinary transactions.`;
}

function partialRowMessage({ schema, table }: TableSchema): string {
  return `The binlog holds only a part of a row of ${schema}.${table}. No session may set binlog_row_image to anything but FULL.`;
}
