import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Position, readBinlog } from './index.ts';
import { OwnServer } from './testing/own-server.ts';

let server: OwnServer;
beforeAll(async () => {
  server = await OwnServer.start();
  await server.execute(
    `CREATE DATABASE shop;
     CREATE TABLE shop.orders (id INT PRIMARY KEY);
     CREATE TABLE shop.customers (name VARCHAR(20) PRIMARY KEY, age INT)`,
  );
}, 120_000);
afterAll(() => server.stop());

const tables = ['orders', 'customers'].map((table) => ({ schema: 'shop', table }));

async function restart(): Promise<void> {
  await server.process.stop();
  await server.process.start();
}

/** So many changes from there on: their tables, and their rows. */
async function changesFrom(from: Position, count: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const { changes } of readBinlog({ connection: server.address, tables, from })) {
    for (const { table, rows } of changes) seen.push([table.table, ...rows]);
    if (seen.length >= count) break;
  }
  return seen;
}

describe('the rows of a table', () => {
  it('are its own after a restart of the server too, which gives the tables their numbers anew', async () => {
    await restart();
    const from = await server.position();
    await server.execute(
      "INSERT INTO shop.orders VALUES (1); INSERT INTO shop.customers VALUES ('asha', 30)",
    );
    await restart();
    await server.execute(
      "INSERT INTO shop.customers VALUES ('binod', 40); INSERT INTO shop.orders VALUES (2)",
    );
    expect(await changesFrom(from, 4)).toEqual([
      ['orders', { id: 1 }],
      ['customers', { name: 'asha', age: 30 }],
      ['customers', { name: 'binod', age: 40 }],
      ['orders', { id: 2 }],
    ]);
  });

  it('are as the table was when they were written, however often it changed', async () => {
    const from = await server.position();
    await server.execute(
      `INSERT INTO shop.orders VALUES (3);
       ALTER TABLE shop.orders ADD COLUMN note VARCHAR(10) DEFAULT 'new';
       INSERT INTO shop.orders VALUES (4, 'soon');
       ALTER TABLE shop.orders DROP COLUMN note, ADD COLUMN paid DECIMAL(5,2);
       INSERT INTO shop.orders VALUES (5, 1.50), (6, NULL)`,
    );
    expect(await changesFrom(from, 3)).toEqual([
      ['orders', { id: 3 }],
      ['orders', { id: 4, note: 'soon' }],
      ['orders', { id: 5, paid: '1.50' }, { id: 6, paid: null }],
    ]);
  });
});
