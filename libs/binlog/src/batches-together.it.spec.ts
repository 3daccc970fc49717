import { freshDatabase, type FreshDatabase } from '@payments/testing';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BinlogBatch, currentPosition, type Position, readBinlog } from './index.ts';

let database: FreshDatabase;
let connection: Connection;
let start: Position;

beforeEach(async () => {
  database = await freshDatabase('together');
  const { drop: _, ...account } = database;
  connection = await createConnection(account);
  await connection.query('CREATE TABLE orders (id INT PRIMARY KEY)');
  start = await currentPosition(connection);
});

afterEach(async () => {
  await connection.end();
  await database.drop();
});

async function insert(from: number, to: number): Promise<void> {
  await connection.query('INSERT INTO orders VALUES ?', [range(from, to).map((id) => [id])]);
}

/** Reads until there are as many rows, and nobody is to wait for more. */
async function read(rows: number, maxRows: number): Promise<BinlogBatch[]> {
  const { host, port, user, password } = database;
  const batches: BinlogBatch[] = [];
  let seen = 0;
  for await (const batch of readBinlog({
    connection: { host, port, user, password },
    tables: [{ schema: database.database, table: 'orders' }],
    from: start,
    maxRows,
    idleMs: 60_000,
  })) {
    batches.push(batch);
    seen += batch.rows;
    if (seen >= rows && !batch.hasMore) break;
  }
  return batches;
}

function ids(batches: readonly BinlogBatch[]): number[] {
  return batches.flatMap(({ changes }) =>
    changes.flatMap((change) => change.rows.map((row) => (row as { id: number }).id)),
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

describe('batches that go together', () => {
  it('have few rows each, and together whole transactions', async () => {
    const [total, rowsEach, rowsOfEvent, maxRows] = [14_400, 1_200, 100, 1_300];
    for (let id = 0; id < total; id += rowsEach) {
      await connection.beginTransaction();
      for (let from = id; from < id + rowsEach; from += rowsOfEvent) await insert(from, from + rowsOfEvent);
      await connection.commit();
    }
    const batches = await read(total, maxRows);
    expect(ids(batches)).toEqual(range(0, total));
    // An event of the binlog is not divided.
    expect(Math.max(...batches.map(({ rows }) => rows))).toBeLessThanOrEqual(500 + rowsOfEvent);
    expect(batches.some(({ position }) => position.rows !== undefined)).toBe(true);
    let together = 0;
    for (const { rows, hasMore, position } of batches) {
      together += rows;
      expect(together).toBeLessThan(2 * maxRows);
      if (hasMore) continue;
      expect(position.rows).toBeUndefined();
      together = 0;
    }
  });

  it.each([250, 260, 400])(
    'let nobody wait for more than the %i rows there are, though there might have been more',
    async (rows) => {
      await insert(0, rows);
      const startedMs = performance.now();
      const batches = await read(rows, 500);
      expect(performance.now() - startedMs).toBeLessThan(20_000);
      expect(ids(batches)).toEqual(range(0, rows));
      expect(batches.at(-1)?.position.rows).toBeUndefined();
    },
  );
});
