import { describe, expect, it } from 'vitest';
import { BatchBuffer } from './batch-buffer.ts';
import type { RowsChange } from './rows-change.ts';

const limits = { maxRows: 10, maxBytes: 1_000 };

function change(rows: number): RowsChange {
  const table = { schema: 'shop', table: 'orders', columns: [], primaryKey: [] };
  const transaction = { gtid: undefined, file: 'b.1', offset: 4, timestampMs: 0 };
  return {
    operation: 'insert',
    table,
    transaction,
    endOffset: 100,
    rows: Array.from({ length: rows }, () => ({})),
  };
}

describe('a batch buffer', () => {
  it('keeps a transaction until it is whole', () => {
    const buffer = new BatchBuffer(limits);
    buffer.add(change(3), 30);
    expect(buffer.deliverable).toBe(false);
    buffer.markBoundary();
    expect(buffer.deliverable).toBe(true);
  });

  it('gives whole transactions and keeps the one that is not', () => {
    const buffer = new BatchBuffer(limits);
    buffer.add(change(3), 30);
    buffer.add(change(2), 20);
    buffer.markBoundary();
    buffer.add(change(4), 40);
    expect(buffer.take().rows).toBe(5);
    expect(buffer.rows).toBe(4);
    expect(buffer.deliverable).toBe(false);
  });

  it('gives a part of a transaction that alone fills it', () => {
    const buffer = new BatchBuffer(limits);
    buffer.add(change(6), 60);
    buffer.add(change(6), 60);
    expect(buffer.deliverable).toBe(true);
    expect(buffer.take().rows).toBe(12);
    expect(buffer.rows).toBe(0);
  });

  it('is full by rows or by bytes, and no longer when it was taken', () => {
    const byRows = new BatchBuffer(limits);
    byRows.add(change(10), 1);
    expect(byRows.full).toBe(true);
    const byBytes = new BatchBuffer(limits);
    byBytes.add(change(1), 1_000);
    byBytes.markBoundary();
    expect(byBytes.full).toBe(true);
    byBytes.take();
    expect(byBytes.full).toBe(false);
  });

  it('gives nothing when there is nothing', () => {
    expect(new BatchBuffer(limits).take()).toEqual({ changes: [], rows: 0, bytes: 0 });
  });
});
