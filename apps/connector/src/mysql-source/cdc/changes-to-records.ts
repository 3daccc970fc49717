import type { RowsChange } from '@payments/binlog';
import type { SourceRecord } from '../../records/connect-record.ts';
import type { RowOrigin, TableEvents } from './table-events.ts';

/** The records of rows that one statement changed, in their order. */
export function recordsOf(
  change: RowsChange,
  events: TableEvents,
  origin: RowOrigin,
): readonly SourceRecord[] {
  switch (change.operation) {
    case 'insert':
      return change.rows.map((row, index) => events.insert(row, index, origin));
    case 'delete':
      return change.rows.flatMap((row, index) => events.delete(row, index, origin));
    case 'update':
      return change.rows.flatMap((rows, index) => events.update(rows, index, origin));
  }
}
