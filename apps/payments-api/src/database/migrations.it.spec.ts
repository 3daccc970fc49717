import { eventually } from '@payments/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { PaymentEntity } from '../payments/payment.entity.ts';
import { startApi, type TestDatabase, testDatabase } from '../testing/running-api.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

it('are done once by instances that start together', async () => {
  const apis = await Promise.all(Array.from({ length: 4 }, () => startApi(database)));
  for (const api of apis) await api.stop();
  expect(await database.rows('SELECT name FROM payments_migrations ORDER BY id')).toEqual([
    { name: 'CreatePayments1763800000000' },
    { name: 'RoomForDecisions1764500000000' },
  ]);
});

it('wait for another instance that is at it', async () => {
  const other = await database.connect();
  await other.query('SELECT GET_LOCK(?, 0)', [`migrations:${database.database}`]);
  const starting = startApi(database);
  await eventually(
    async () => {
      const threads = await database.rows<{ State: string; db: string }>('SHOW PROCESSLIST');
      return threads.some(({ State, db }) => State === 'User lock' && db === database.database);
    },
    { what: 'an instance that waits for the lock' },
  );
  await other.query('DO RELEASE_ALL_LOCKS()');
  await other.end();
  const api = await starting;
  expect((await api.client.list()).status).toBe(200);
  await api.stop();
});

it('make the table that the entity describes', async () => {
  const api = await startApi(database);
  const { columns, indices } = api.get(DataSource).getMetadata(PaymentEntity);
  await api.stop();
  const described = {
    columns: columns.map(({ databaseName, isNullable }) => [databaseName, isNullable ? 'YES' : 'NO']),
    indexes: [
      'PRIMARY id',
      ...indices.map(
        ({ name, columns: of }) => `${name} ${of.map(({ databaseName }) => databaseName).join()}`,
      ),
    ],
  };
  const inThisDatabase = `WHERE TABLE_SCHEMA = '${database.database}' AND TABLE_NAME = 'payments'`;
  const there = {
    columns: await database.rows<{ name: string; nullable: string }>(
      `SELECT COLUMN_NAME AS name, IS_NULLABLE AS nullable FROM information_schema.COLUMNS ${inThisDatabase}
       ORDER BY ORDINAL_POSITION`,
    ),
    indexes: await database.rows<{ name: string; fields: string }>(
      `SELECT INDEX_NAME AS name, GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX) AS fields
       FROM information_schema.STATISTICS ${inThisDatabase} GROUP BY INDEX_NAME`,
    ),
  };
  expect(there.columns.map(({ name, nullable }) => [name, nullable])).toEqual(described.columns);
  expect(there.indexes.map(({ name, fields }) => `${name} ${fields}`).toSorted()).toEqual(
    described.indexes.toSorted(),
  );
});

it('have each row keep room for its decision, so that it does not outgrow its page', async () => {
  const api = await startApi(database);
  await api.stop();
  const [table] = await database.rows<{ format: string }>(
    `SELECT ROW_FORMAT AS format FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${database.database}' AND TABLE_NAME = 'payments'`,
  );
  expect(table?.format).toBe('Redundant');
});
