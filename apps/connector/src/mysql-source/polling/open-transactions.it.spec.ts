import { freshDatabase, type FreshDatabase } from '@payments/testing';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TransactionWatch } from './open-transactions.service.ts';

let database: FreshDatabase;
let connections: Connection[];

beforeEach(async () => {
  database = await freshDatabase('watch');
  connections = [];
  await (await connect()).query('CREATE TABLE orders (id INT PRIMARY KEY)');
});

afterEach(async () => {
  for (const connection of connections) connection.destroy();
  await database.drop();
});

async function connect(): Promise<Connection> {
  const { drop: _, ...account } = database;
  const connection = await createConnection({ ...account, multipleStatements: true });
  connections.push(connection);
  return connection;
}

it('never sees an old copy of who is at work', async () => {
  const [writer, one, other] = [await connect(), await connect(), await connect()];
  const { signal } = new AbortController();
  const watches = [new TransactionWatch(one), new TransactionWatch(other)] as const;
  for (let id = 0; id < 4; id++) {
    const before = (await watches[0].look(signal)) ?? new Set();
    await writer.query('BEGIN; INSERT INTO orders VALUES (?)', [id]);
    // Right after it was looked at, MySQL would answer from the copy that it has.
    const [mine, theirs] = await Promise.all(watches.map((watch) => watch.look(signal)));
    const added = [...(mine ?? [])].filter((name) => name.startsWith(`${writer.threadId}@`));
    expect([...before].some((name) => name.startsWith(`${writer.threadId}@`))).toBe(false);
    expect(added.length).toBe(1);
    expect(theirs?.has(added[0] ?? '')).toBe(true);
    await writer.query('COMMIT');
  }
});

it('does not see who only reads, and has nothing under way', async () => {
  const [reader, asker] = [await connect(), await connect()];
  await reader.query('START TRANSACTION WITH CONSISTENT SNAPSHOT; SELECT * FROM orders');
  const open = await new TransactionWatch(asker).look(new AbortController().signal);
  expect([...(open ?? [])].some((name) => name.startsWith(`${reader.threadId}@`))).toBe(false);
});

it('sees a statement that waits for a table, whose transaction has not begun', async () => {
  const [locker, writer, asker] = [await connect(), await connect(), await connect()];
  await locker.query('LOCK TABLES orders WRITE');
  const writing = writer.query('INSERT INTO orders VALUES (1)');
  const watch = new TransactionWatch(asker);
  const { signal } = new AbortController();
  await expect.poll(async () => (await watch.look(signal))?.has(`${writer.threadId}#`)).toBe(true);
  await locker.query('UNLOCK TABLES');
  await writing;
});
