import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MysqlProxy, mysqlProxy } from '../testing/mysql-proxy.ts';
import { type RunningApi, startApi, type TestDatabase, testDatabase } from '../testing/running-api.ts';

/** A statement's or a read's time, and the time to connect anew. */
const longestAnswerMs = 8_000;

let database: TestDatabase;
let proxy: MysqlProxy;
let api: RunningApi;

beforeAll(async () => {
  database = await testDatabase();
  proxy = await mysqlProxy(database);
  api = await startApi({ ...database, port: proxy.port });
});
afterAll(async () => {
  await api.stop();
  await proxy.stop();
  await database.drop();
});

it.each([
  ['a payment', () => api.client.pay(), 202],
  ['a batch', () => api.client.payBatch([{}, { idempotencyKey: 'k', ...anItem }]), 207],
  ['a list', () => api.client.list(), 200],
  ['a limit', () => api.client.send('/v1/users/asha/limit'), 200],
])(
  'answers 503 to %s whose connection has died without a word, and then has another',
  async (_, ask, expected) => {
    // More at once than there are connections, so that all have been used, and more than once, so that all are good.
    for (let round = 0; round < 3; round += 1) await Promise.all(Array.from({ length: 8 }, ask));
    proxy.hang();
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 8 }, ask));
    expect(performance.now() - startedAt).toBeLessThan(longestAnswerMs);
    expect(answers.map(({ status }) => status)).toContain(503);
    const after = await Promise.all(Array.from({ length: 8 }, ask));
    expect(after.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => expected));
  },
);

const anItem = { userId: 'asha', merchantId: 'chai-point', amount: 12_500, currency: 'INR' };
