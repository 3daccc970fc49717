import { eventually, freshDatabase, type FreshDatabase } from '@payments/testing';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type BinlogBatch,
  currentPosition,
  type Position,
  readBinlog,
  type ReadBinlogOptions,
} from './index.ts';

let database: FreshDatabase;
let connection: Connection;
let start: Position;
/** Reads, and has no other connections, so that those to kill are known. */
let reader: { readonly user: string; readonly password: string };

beforeEach(async () => {
  database = await freshDatabase('binlog');
  connection = await createConnection({
    ...account(),
    database: database.database,
    multipleStatements: true,
  });
  await connection.query('CREATE TABLE orders (id INT PRIMARY KEY, item VARCHAR(200))');
  await connection.query('CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(50))');
  await connection.query('CREATE TABLE others (id INT PRIMARY KEY)');
  reader = { user: database.database.slice(-30), password: 'binlog' };
  await connection.query('CREATE USER ? IDENTIFIED BY ?', [reader.user, reader.password]);
  await connection.query('GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO ?', [reader.user]);
  start = await currentPosition(connection);
});

afterEach(async () => {
  await connection.query('DROP USER ?', [reader.user]);
  await connection.end();
  await database.drop();
});

function account(): { host: string; port: number; user: string; password: string } {
  const { host, port, user, password } = database;
  return { host, port, user, password };
}

function options(more: Partial<ReadBinlogOptions> = {}): ReadBinlogOptions {
  const tables = ['orders', 'customers'].map((table) => ({ schema: database.database, table }));
  return { connection: { ...account(), ...reader }, tables, from: start, ...more };
}

/** Reads until there are as many rows; then waits a little, to see that no more come. */
async function read(rows: number, more: Partial<ReadBinlogOptions> = {}): Promise<BinlogBatch[]> {
  const batches: BinlogBatch[] = [];
  const enough = new AbortController();
  let seen = 0;
  for await (const batch of readBinlog({ ...options({ idleMs: 300, ...more }), signal: enough.signal })) {
    batches.push(batch);
    seen += batch.rows;
    if (seen >= rows && batch.rows === 0) enough.abort();
  }
  return batches;
}

/** Every change as `operation table:id`, in order. */
function story(batches: readonly BinlogBatch[]): string[] {
  return batches.flatMap(({ changes }) =>
    changes.flatMap((change) => {
      const rows = change.operation === 'update' ? change.rows.map(({ after }) => after) : change.rows;
      return rows.map((row) => `${change.operation} ${change.table.table}:${String(row['id'])}`);
    }),
  );
}

function ids(batches: readonly BinlogBatch[]): number[] {
  return batches.flatMap(({ changes }) =>
    changes.flatMap((change) =>
      change.operation === 'insert' ? change.rows.map(({ id }) => Number(id)) : [],
    ),
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

async function insertOrders(from: number, to: number, item = 'tea'): Promise<void> {
  await connection.query('INSERT INTO orders VALUES ?', [range(from, to).map((id) => [id, item])]);
}

async function dumpThreads(): Promise<RowDataPacket[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT ID, STATE FROM information_schema.PROCESSLIST WHERE COMMAND LIKE 'Binlog Dump%' AND USER = ?",
    [reader.user],
  );
  return rows;
}

describe('reading the binlog', () => {
  it('delivers inserts, updates and deletes of the watched tables, in commit order, with whole transactions', async () => {
    const other = await createConnection({ ...account(), database: database.database });
    await connection.query("BEGIN; INSERT INTO orders VALUES (1, 'tea'), (2, 'bun')");
    await other.query("INSERT INTO customers VALUES (7, 'Asha')");
    await connection.query(
      "UPDATE orders SET item = 'chai' WHERE id = 1; INSERT INTO others VALUES (1); COMMIT",
    );
    await connection.query('DELETE FROM orders WHERE id = 2; BEGIN; DELETE FROM customers; ROLLBACK');
    await other.end();

    const batches = await read(5);
    expect(story(batches)).toEqual([
      'insert customers:7',
      'insert orders:1',
      'insert orders:2',
      'update orders:1',
      'delete orders:2',
    ]);
    const changes = batches.flatMap((batch) => batch.changes);
    expect(changes[2]?.rows).toEqual([{ before: { id: 1, item: 'tea' }, after: { id: 1, item: 'chai' } }]);
    expect(changes[1]?.transaction).toBe(changes[2]?.transaction);
    expect(changes[2]?.transaction).not.toBe(changes[3]?.transaction);
    expect(changes[0]?.transaction.gtid).toMatch(/^[0-9a-f-]{36}:\d+$/);
    expect(changes[0]?.table).toMatchObject({ table: 'customers', primaryKey: ['id'] });
  });

  it('does not deliver the operations that nobody asked for', async () => {
    await connection.query(
      "INSERT INTO orders VALUES (1, 'tea'); UPDATE orders SET item = 'chai'; DELETE FROM orders",
    );
    expect(story(await read(1, { operations: ['insert'] }))).toEqual(['insert orders:1']);
  });

  it.each(['GTID', 'file'])(
    'goes on from the position of any batch, by %s: nothing again, nothing left out',
    async (by) => {
      for (const id of range(0, 40)) {
        await insertOrders(id, id + 1);
        if (id % 10 === 5)
          await connection.query('FLUSH BINARY LOGS; CREATE TABLE IF NOT EXISTS ddl (a INT); DROP TABLE ddl');
      }
      const batches = await read(40, { maxRows: 3 });
      expect(ids(batches)).toEqual(range(0, 40));
      let delivered = 0;
      for (const { rows, position } of batches) {
        delivered += rows;
        const { gtidSet, ...file } = position;
        expect(gtidSet).toBeDefined();
        const rest = await read(40 - delivered, { from: by === 'GTID' ? position : file });
        expect(ids(rest)).toEqual(range(delivered, 40));
      }
    },
  );

  it('delivers a transaction that is larger than a batch in parts, and goes on from each of them', async () => {
    await insertOrders(0, 5);
    await connection.query('BEGIN');
    await insertOrders(5, 3_000, 'x'.repeat(100));
    await insertOrders(3_000, 3_500);
    await connection.query('COMMIT');
    await insertOrders(3_500, 3_510);

    const batches = await read(3_510, { maxRows: 500 });
    expect(ids(batches)).toEqual(range(0, 3_510));
    expect(batches.length).toBeGreaterThan(6);
    expect(batches.filter(({ position }) => position.rows !== undefined).length).toBeGreaterThan(3);
    let delivered = 0;
    for (const { rows, position } of batches) {
      delivered += rows;
      expect(rows).toBeLessThan(900);
      const { gtidSet: _, ...file } = position;
      expect(ids(await read(3_510 - delivered, { from: position }))).toEqual(range(delivered, 3_510));
      expect(ids(await read(3_510 - delivered, { from: file }))).toEqual(range(delivered, 3_510));
    }
  });

  it('loses and repeats nothing when its connection is killed again and again', async () => {
    const total = 6_000;
    const writing = (async () => {
      for (let id = 0; id < total; id += 20) {
        await connection.query('BEGIN');
        await insertOrders(id, id + 10);
        await insertOrders(id + 10, id + 20);
        await connection.query('COMMIT');
      }
    })();
    let kills = 0;
    const seen: number[] = [];
    for await (const batch of readBinlog(options({ maxRows: 7, longestRetryMs: 100 }))) {
      seen.push(...ids([batch]));
      if (seen.length >= total) break;
      if (kills < 10 && seen.length > (kills + 1) * 400) {
        for (const { ID } of await dumpThreads()) {
          await connection.query('KILL ?', [ID]).catch(() => undefined);
          kills += 1;
        }
      }
    }
    await writing;
    expect(kills).toBeGreaterThanOrEqual(5);
    expect(seen).toEqual(range(0, total));
  });

  it('lets the server wait while nobody takes what was read', async () => {
    const item = 'x'.repeat(200);
    const stream = readBinlog(options({ maxRows: 100, operations: ['insert'] }));
    await insertOrders(0, 10, item);
    const first = await stream.next();
    expect(first.value?.rows).toBe(10);
    for (let id = 10; id < 60_010; id += 2_000) await insertOrders(id, id + 2_000, item);
    await eventually(
      async () => (await dumpThreads()).some(({ STATE }) => String(STATE).startsWith('Sending')),
      {
        what: 'the server waiting to send',
      },
    );
    const seen = ids([first.value as BinlogBatch]);
    while (seen.length < 60_010) seen.push(...ids([(await stream.next()).value as BinlogBatch]));
    await stream.return();
    expect(seen).toEqual(range(0, 60_010));
  });

  it('reads each row with the columns its table had when it was written', async () => {
    await insertOrders(1, 2);
    await connection.query('ALTER TABLE orders ADD COLUMN price DECIMAL(12,2) NOT NULL DEFAULT 1.50 FIRST');
    await connection.query("INSERT INTO orders VALUES (12345678.90, 2, 'bun')");
    await connection.query('ALTER TABLE orders RENAME COLUMN item TO thing');
    await connection.query('ALTER TABLE orders MODIFY COLUMN id BIGINT AFTER thing');
    await connection.query("INSERT INTO orders (id, thing) VALUES (3, 'jam')");
    await connection.query('DROP TABLE orders');

    const changes = (await read(3)).flatMap((batch) => batch.changes);
    expect(changes.map(({ rows }) => rows[0])).toEqual([
      { id: 1, item: 'tea' },
      { price: '12345678.90', id: 2, item: 'bun' },
      { price: '1.50', thing: 'jam', id: 3 },
    ]);
    expect(changes.map(({ table }) => table.columns.map(({ name }) => name))).toEqual([
      ['id', 'item'],
      ['price', 'id', 'item'],
      ['price', 'thing', 'id'],
    ]);
  });

  it('ends when it is told to, also while it waits', async () => {
    const ended = new AbortController();
    const reading = readBinlog(options({ signal: ended.signal })).next();
    await eventually(async () => (await dumpThreads()).length > 0, { what: 'a dump' });
    ended.abort();
    expect(await reading).toEqual({ done: true, value: undefined });
  });
});
