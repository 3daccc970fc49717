import { eventually } from '@payments/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestDatabase, testDatabase } from '../testing/running-api.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

it('finishes the payments that are under way when it stops', async () => {
  const api = await startApi(database);
  const locking = await database.connect();
  await locking.query('LOCK TABLES payments WRITE');
  const answers = Promise.all(Array.from({ length: 20 }, () => api.client.pay()));
  await eventually(async () => {
    const [rows] = await locking.query('SHOW PROCESSLIST');
    return (rows as { Info: string | null; db: string | null }[]).some(
      ({ Info, db }) => db === database.database && Info?.includes('INSERT INTO payments') === true,
    );
  });
  const stopped = api.stop();
  await expect(
    fetch(`${api.client.url}/health/live`, { headers: { connection: 'close' } }),
  ).rejects.toThrow();
  await locking.query('UNLOCK TABLES');
  await locking.end();
  expect((await answers).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
  await stopped;
  expect(await database.count()).toBe(20);
});
