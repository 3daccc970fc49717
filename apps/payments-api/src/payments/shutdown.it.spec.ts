import { eventually } from '@payments/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { groupSizes, queueLength } from './intake-metrics.ts';
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
  const before = await paymentsBegun();
  const answers = Promise.all(Array.from({ length: 20 }, () => api.client.pay()));
  await eventually(async () => (await paymentsBegun()) === before + 20);
  const stopped = api.stop();
  await expect(fetch(`${api.client.url}/health/live`, { headers: { connection: 'close' } })).rejects.toThrow(
    'fetch failed',
  );
  await locking.query('UNLOCK TABLES');
  await locking.end();
  expect((await answers).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
  await stopped;
  expect(await database.count()).toBe(20);
});

/** Payments that wait for a commit, or whose commit has begun. */
async function paymentsBegun(): Promise<number> {
  const [sizes, queued] = await Promise.all([groupSizes.get(), queueLength.get()]);
  const sum = sizes.values.find(({ metricName }) => metricName?.endsWith('_sum') === true);
  return (sum?.value ?? 0) + (queued.values[0]?.value ?? 0);
}
