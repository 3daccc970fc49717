/** A table, by its schema (in MySQL's words, its database) and its name. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

export type Operation = 'insert' | 'update' | 'delete';

/**
 * A row by column name. Integers are numbers, or strings beyond 2^53; DECIMAL is a string, exact to the last digit; DATE,
 * DATETIME, TIMESTAMP and TIME are strings as MySQL prints them, TIMESTAMP in UTC; JSON is parsed; ENUM and SET are their
 * words; BINARY, VARBINARY, BLOB and BIT are Buffers. No value depends on the time zone of this process.
 */
export type Row = Readonly<Record<string, unknown>>;

export interface Column {
  readonly name: string;
  /** As MySQL writes it, for example `decimal(10,2)`; of text columns the length may be missing. */
  readonly type: string;
  /** Null for what is not text. */
  readonly charset: string | null;
}

/** A table as it was when a change was made to it. */
export interface TableSchema extends TableName {
  readonly columns: readonly Column[];
  /** Names of the key's columns, in the key's order; empty if the table has none. */
  readonly primaryKey: readonly string[];
}

/** The transaction a change belongs to; the same object for each of its changes. */
export interface Transaction {
  readonly gtid: string | undefined;
  readonly file: string;
  /** Where in the file the transaction starts. */
  readonly offset: number;
  /** The server's clock when the statement ran, in milliseconds since the epoch, to the second. */
  readonly timestampMs: number;
}

interface Change {
  readonly table: TableSchema;
  readonly transaction: Transaction;
  /** Where the change ends in the transaction's file. */
  readonly endOffset: number;
}

/** Rows that one statement changed, or a part of them, in the order the server wrote them. */
export type RowsChange = Change &
  (
    | { readonly operation: 'insert' | 'delete'; readonly rows: readonly Row[] }
    | {
        readonly operation: 'update';
        readonly rows: readonly { readonly before: Row; readonly after: Row }[];
      }
  );
