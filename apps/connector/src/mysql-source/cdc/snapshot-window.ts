import type { Row, RowsChange } from '@payments/binlog';
import { type TableName, tableText } from '../../mysql/names.ts';
import type { Chunk } from './chunk-reader.service.ts';
import { keyIdentity } from '../key-range.ts';

/**
 * A piece of a table on its way between the changes of that table. It is opened at a place of the binlog up to which everything is
 * emitted and visible. Whatever changes from then on is emitted as it comes, and is newer than what the piece has of that row: the row is
 * left out of the piece. What remains of it at the end was not changed meanwhile, and is true at the place where it is emitted.
 */
export class SnapshotWindow {
  /** Undefined while the piece is still being read. */
  chunk: Chunk | undefined;
  /** Set if what was read cannot be placed between the changes. */
  isSpoiled = false;
  private readonly changed = new Set<string>();
  /** Columns of the key by which changes were noted. */
  private key: string | undefined;
  private remaining = new Map<string, Row>();

  constructor(readonly table: TableName) {}

  /** The piece was read. */
  fill(chunk: Chunk): void {
    this.chunk = chunk;
    const { primaryKey } = chunk.table;
    this.useKey(primaryKey);
    this.remaining = new Map(chunk.rows.map((row) => [keyIdentity(primaryKey, row), row]));
    for (const key of this.changed) this.remaining.delete(key);
    this.changed.clear();
  }

  /** A change that is about to be emitted. */
  note(change: RowsChange): void {
    if (tableText(change.table) !== tableText(this.table)) return;
    const { primaryKey } = change.table;
    this.useKey(primaryKey);
    for (const row of rowsOf(change)) {
      const key = keyIdentity(primaryKey, row);
      if (this.chunk === undefined) this.changed.add(key);
      else this.remaining.delete(key);
    }
  }

  /** Keys of other columns cannot be told apart by these. */
  private useKey(names: readonly string[]): void {
    const key = names.join('\0');
    if (this.key !== undefined && this.key !== key) this.isSpoiled = true;
    this.key = key;
  }

  /** Rows that did not change since they were read. */
  get rows(): readonly Row[] {
    return [...this.remaining.values()];
  }
}

function rowsOf(change: RowsChange): readonly Row[] {
  if (change.operation !== 'update') return change.rows;
  return change.rows.flatMap(({ before, after }) => [before, after]);
}
