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
  expect(await database.rows('SELECT name FROM payments_migrations')).toEqual([
    { name: 'CreatePayments1763800000000' },
  ]);
});

it('make the table that the entity describes', async () => {
  const api = await startApi(database);
  await api.stop();
  const { database: name, user, drop: _, ...server } = database;
  const dataSource = await new DataSource({
    type: 'mysql',
    ...server,
    username: user,
    database: name,
    entities: [PaymentEntity],
  }).initialize();
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  await dataSource.destroy();
  // Character sets and comments stand in the migration alone.
  const structural = upQueries
    .map(({ query }) => query)
    .filter((query) => /\b(ADD|DROP|INDEX)\b/.test(query));
  expect(structural).toEqual([]);
});
