import type { RowsChange } from './rows-change.ts';

export interface BatchLimits {
  /** A batch has at most this many rows, and the rest of the binlog event that reaches it (8 KiB, unless a row is larger). */
  readonly maxRows: number;
  /** The same in bytes of the binlog. */
  readonly maxBytes: number;
}

/**
 * Holds what was decoded until it is taken: whole transactions if there are any, else, when one transaction alone fills
 * it, a part of it. Bounded as long as whoever fills it stops when it says it is full.
 */
export class BatchBuffer {
  private changes: RowsChange[] = [];
  /** Rows that were added and not taken. */
  rows = 0;
  /** The same in bytes. */
  bytes = 0;
  /** Changes before this index belong to whole transactions. */
  private whole = 0;
  private wholeRows = 0;
  private wholeBytes = 0;

  constructor(private readonly limits: BatchLimits) {}

  add(change: RowsChange, bytes: number): void {
    this.changes.push(change);
    this.rows += change.rows.length;
    this.bytes += bytes;
  }

  /** What was added so far are whole transactions. */
  markBoundary(): void {
    this.whole = this.changes.length;
    this.wholeRows = this.rows;
    this.wholeBytes = this.bytes;
  }

  get full(): boolean {
    return this.rows >= this.limits.maxRows || this.bytes >= this.limits.maxBytes;
  }

  get deliverable(): boolean {
    return this.whole > 0 || this.full;
  }

  /** Takes what can be delivered; nothing, if there is nothing. */
  take(): { readonly changes: readonly RowsChange[]; readonly rows: number; readonly bytes: number } {
    if (this.whole === 0 && this.full) this.markBoundary();
    const taken = {
      changes: this.changes.slice(0, this.whole),
      rows: this.wholeRows,
      bytes: this.wholeBytes,
    };
    this.changes = this.changes.slice(this.whole);
    this.rows -= this.wholeRows;
    this.bytes -= this.wholeBytes;
    this.whole = 0;
    this.wholeRows = 0;
    this.wholeBytes = 0;
    return taken;
  }
}
