import { eventually, unique } from '@payments/testing';
import type { Connection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { anOrder } from '../testing/api-client.ts';
import { mysqlProxy } from '../testing/mysql-proxy.ts';
import { type RunningApi, startApi, type TestDatabase, testDatabase } from '../testing/running-api.ts';
import { PaymentIntake } from './payment-intake.service.ts';
import type { PaymentOrder } from './payment-order.ts';
import { PaymentStore } from './payment-store.service.ts';

let database: TestDatabase;
let api: RunningApi;
let other: Connection;

beforeAll(async () => {
  database = await testDatabase();
  api = await startApi(database);
});
beforeEach(async () => {
  await database.rows('DELETE FROM payments');
  other = await database.connect();
});
afterEach(() => other.end());
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const userId = unique('asha');
const order = (idempotencyKey: string): PaymentOrder => ({ ...anOrder, userId, idempotencyKey });

/** The other connection's transaction stores a payment, and may store more. */
async function storeByOther(keys: readonly string[]): Promise<void> {
  const rows = keys.map((key) => [userId, key, 'chai-point', 12_500, 'INR', '2026-11-22', '2026-11-22']);
  await other.query(
    `INSERT INTO payments (id, user_id, idempotency_key, merchant_id, amount, currency, day, created_at)
     VALUES ${rows.map(() => '(UUID_TO_BIN(UUID()), ?)').join()}`,
    rows,
  );
}

/** The thread of the store's transaction, once it waits for a lock. */
function waitingThread(): Promise<number> {
  const waiting = `
    SELECT trx_mysql_thread_id AS id FROM information_schema.INNODB_TRX
    WHERE trx_state = 'LOCK WAIT' AND trx_query LIKE ?`;
  return eventually(async () => (await database.rows<{ id: number }>(waiting, [`%${userId}%`]))[0]?.id, {
    what: 'a transaction that waits for a lock',
    // The server renews this table only when nobody has looked for 100 ms.
    intervalMs: 200,
  });
}

it('waits for a transaction that has the key, and gets its payment', async () => {
  await other.beginTransaction();
  await storeByOther(['rent']);
  const storing = api.get(PaymentStore).insert([order('tea'), order('rent')]);
  await waitingThread();
  await other.commit();
  expect((await storing).map(({ isNew }) => isNew)).toEqual([true, false]);
});

it('makes the payment when that transaction comes to nothing', async () => {
  await other.beginTransaction();
  await storeByOther(['rent']);
  const storing = api.get(PaymentStore).insert([order('rent')]);
  await waitingThread();
  await other.rollback();
  expect((await storing).map(({ isNew }) => isNew)).toEqual([true]);
});

it('tries again when it gives way to a transaction that waits for it', async () => {
  await other.beginTransaction();
  // The transaction with fewer rows gives way.
  await storeByOther(['rent', ...Array.from({ length: 100 }, (_, index) => `other-${index}`)]);
  const storing = api.get(PaymentStore).insert([order('tea'), order('rent')]);
  await waitingThread();
  await storeByOther(['tea']);
  await other.commit();
  expect((await storing).map(({ isNew }) => isNew)).toEqual([false, false]);
  expect(await database.count()).toBe(102);
});

it('tries again on another connection when its own is closed', async () => {
  await other.beginTransaction();
  await storeByOther(['rent']);
  const storing = api.get(PaymentStore).insert([order('tea'), order('rent')]);
  await database.rows(`KILL ${await waitingThread()}`);
  await other.rollback();
  expect((await storing).map(({ isNew }) => isNew)).toEqual([true, true]);
  expect(await database.count()).toBe(2);
});

it('knows its payment again when the answer of the commit was lost', async () => {
  const proxy = await mysqlProxy(database);
  const far = await startApi({ ...database, port: proxy.port });
  try {
    proxy.loseAnswerTo('INSERT INTO payments');
    const { status, headers } = await far.client.pay();
    expect(proxy.lost).toBe(1);
    expect(status).toBe(202);
    expect(headers['idempotency-replayed']).toBeUndefined();
    expect(await database.count()).toBe(1);
  } finally {
    await far.stop();
    await proxy.stop();
  }
});

it('fails a row that the database refuses alone, among the others of its group', async () => {
  const tooLong = { ...order('long'), merchantId: 'm'.repeat(65) };
  const orders = [order('a'), order('b'), tooLong, order('c')];
  const outcomes = await api.get(PaymentIntake).acceptAll(orders);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(await database.count()).toBe(3);
});
