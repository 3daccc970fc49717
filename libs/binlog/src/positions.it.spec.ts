import { eventually, freshDatabase, type FreshDatabase } from '@payments/testing';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BinlogBatch, currentPosition, readBinlog } from './index.ts';

let database: FreshDatabase;
let connection: Connection;

beforeEach(async () => {
  database = await freshDatabase('positions');
  const { drop: _, ...account } = database;
  connection = await createConnection({ ...account, multipleStatements: true });
  await connection.query(
    'CREATE TABLE orders (id INT PRIMARY KEY); CREATE TABLE others (id INT PRIMARY KEY)',
  );
});

afterEach(async () => {
  await connection.end();
  await database.drop();
});

function read(idleMs: number | (() => number)): AsyncGenerator<BinlogBatch, void, undefined> {
  const { host, port, user, password } = database;
  const tables = [{ schema: database.database, table: 'orders' }];
  return readBinlog({ connection: { host, port, user, password }, tables, idleMs });
}

it('moves on with every statement, also with one that changes no row', async () => {
  const stream = read(50);
  let rows = 0;
  const next = async (): Promise<BinlogBatch> => {
    const batch = (await stream.next()).value as BinlogBatch;
    rows += batch.rows;
    return batch;
  };
  await next();
  for (const statement of [
    'CREATE TABLE more (id INT PRIMARY KEY)',
    'INSERT INTO orders VALUES (1)',
    'ALTER TABLE orders ADD COLUMN price INT',
    'CREATE TABLE copy AS SELECT * FROM orders',
    'INSERT INTO others VALUES (1)',
    'BEGIN; INSERT INTO orders VALUES (2, 3); SAVEPOINT here; INSERT INTO orders VALUES (3, 3); COMMIT',
    'DROP TABLE more, copy',
  ]) {
    await connection.query(statement);
    const end = await currentPosition(connection);
    await eventually(
      async () => {
        const { position } = await next();
        return position.file > end.file || position.offset >= end.offset;
      },
      { what: `the position after ${statement}` },
    );
  }
  expect(rows).toBe(3);
  await stream.return();
});

it('is told each time for how long nothing may come', async () => {
  let isHurried = true;
  const stream = read(() => (isHurried ? 50 : 60_000));
  await stream.next();
  isHurried = false;
  const next = stream.next();
  await connection.query('INSERT INTO orders VALUES (1)');
  expect((await next).value).toMatchObject({ rows: 1 });
  isHurried = true;
  expect((await stream.next()).value).toMatchObject({ rows: 0 });
  await stream.return();
});
