/* oxlint-disable no-underscore-dangle -- the names are zongji’s */
import { type CellColumn, cellReader, type Cursor, type ReadCell } from './cell-readers.ts';
import type { Row } from './rows-change.ts';

/** What zongji knows of a table. */
interface Table {
  readonly columns: readonly CellColumn[];
  readonly columnSchemas: readonly { readonly COLUMN_TYPE: string }[];
}

interface RowsEvent {
  readonly tableMap: Readonly<Record<number, Table>>;
  readonly tableId: number;
  readonly columns_present_bitmap: Buffer;
  readonly columns_present_bitmap2?: Buffer;
  readonly _zongji: object;
  _fetchOneRow: (cursor: Cursor) => unknown;
}

/** zongji's events of rows. */
export interface RowEvents {
  readonly WriteRows: { readonly prototype: RowsEvent };
  readonly UpdateRows: { readonly prototype: RowsEvent };
}

/** How zongji reads a value: with everything it knows of the column, its table and the connection. */
export type ValueReader = (...args: readonly [Cursor, CellColumn, object, Table, object]) => unknown;

/**
 * Has rows read by readers that are made once for a table. zongji asks for each value anew what its column is, makes a Buffer of each, and
 * makes each time a text digit by digit. What is not a whole row stays its own to read.
 */
export function patchRowReader({ WriteRows, UpdateRows }: RowEvents, readValue: ValueReader): void {
  const one = Object.getPrototypeOf(WriteRows.prototype) as RowsEvent;
  const two = UpdateRows.prototype;
  for (const prototype of [one, two])
    if (!Object.hasOwn(prototype, '_fetchOneRow') || typeof readValue !== 'function')
      throw new Error('zongji reads rows in another way: look through libs/binlog/src/row-reader.ts.');
  // oxlint-disable-next-line typescript/unbound-method -- called with the event they belong to
  const [fetchOne, fetchTwo] = [one._fetchOneRow, two._fetchOneRow];
  const readers = new WeakMap<object, readonly ReadCell[]>();

  const rowOf = (event: RowsEvent, table: Table, cursor: Cursor): Row => {
    let ofTable = readers.get(table.columns);
    if (ofTable === undefined)
      readers.set(table.columns, (ofTable = readersOf(table, { readValue, zongji: event._zongji })));
    return readRow(cursor, table.columns, ofTable);
  };

  one._fetchOneRow = function fetchOneRow(this: RowsEvent, cursor): unknown {
    const table = this.tableMap[this.tableId];
    if (table === undefined || !hasAllBits(this.columns_present_bitmap, table.columns.length))
      return fetchOne.call(this, cursor);
    return rowOf(this, table, cursor);
  };

  two._fetchOneRow = function fetchTwoRows(this: RowsEvent, cursor): unknown {
    const table = this.tableMap[this.tableId];
    const { columns_present_bitmap: before, columns_present_bitmap2: after = before } = this;
    const count = table?.columns.length ?? 0;
    if (table === undefined || !hasAllBits(before, count) || !hasAllBits(after, count))
      return fetchTwo.call(this, cursor);
    return { before: rowOf(this, table, cursor), after: rowOf(this, table, cursor) };
  };
}

/** Whether a bitmap says that all of so many columns are there. */
export function hasAllBits(bitmap: Buffer, count: number): boolean {
  const wholeBytes = count >> 3;
  for (let index = 0; index < wholeBytes; index++) if (bitmap[index] !== 0xff) return false;
  const rest = (1 << (count & 7)) - 1;
  return rest === 0 || ((bitmap[wholeBytes] ?? 0) & rest) === rest;
}

function readersOf(
  table: Table,
  { readValue, zongji }: { readonly readValue: ValueReader; readonly zongji: object },
): readonly ReadCell[] {
  return table.columns.map((column, index) => {
    const schema = table.columnSchemas[index] ?? { COLUMN_TYPE: '' };
    const slowly: ReadCell = (cursor) => readValue(cursor, column, schema, table, zongji);
    return cellReader(column, schema.COLUMN_TYPE, slowly);
  });
}

/** Before the values, a bit for each column says whether it is null. */
function readRow(cursor: Cursor, columns: readonly CellColumn[], readers: readonly ReadCell[]): Row {
  const { _buffer: bytes, _offset: nulls } = cursor;
  cursor._offset = nulls + ((columns.length + 7) >> 3);
  const row: Record<string, unknown> = {};
  let index = 0;
  for (const { name } of columns) {
    const isNull = ((bytes[nulls + (index >> 3)] ?? 0) & (1 << (index & 7))) !== 0;
    row[name] = isNull ? null : readers[index]?.(cursor);
    index += 1;
  }
  return row;
}
