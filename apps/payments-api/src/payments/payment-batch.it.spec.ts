import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { anOrder, type ProblemBody } from '../testing/api-client.ts';
import { type RunningApi, startApi, type TestDatabase, testDatabase } from '../testing/running-api.ts';

let database: TestDatabase;
let api: RunningApi;

beforeAll(async () => {
  database = await testDatabase();
  api = await startApi(database);
});
beforeEach(() => database.rows('DELETE FROM payments'));
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const item = (fields: object = {}) => ({ idempotencyKey: randomUUID(), ...anOrder, ...fields });

it('gives a thousand payments their results, in their order', async () => {
  const items = Array.from({ length: 1_000 }, (_, index) => item({ amount: index + 1 }));
  const { status, body } = await api.client.payBatch(items);
  expect(status).toBe(207);
  expect(body.results.map(({ status: each }) => each)).toEqual(items.map(() => 202));
  expect(body.results.map(({ payment }) => payment?.amount)).toEqual(items.map(({ amount }) => amount));
  const ids = body.results.map(({ payment }) => String(payment?.id));
  expect(ids).toEqual(ids.toSorted());
  expect(await database.count()).toBe(1_000);
});

it('fails a bad item alone, and points at what is wrong', async () => {
  const { status, body } = await api.client.payBatch([
    item(),
    item({ amount: 0 }),
    'chai',
    { ...anOrder },
    item({ tip: 1 }),
    item(),
  ]);
  expect(status).toBe(207);
  expect(body.results.map(({ status: each }) => each)).toEqual([202, 422, 422, 422, 422, 202]);
  expect(body.results.flatMap(({ problem }) => problem?.errors?.map(({ pointer }) => pointer) ?? [])).toEqual(
    ['/payments/1/amount', '/payments/2', '/payments/3/idempotencyKey', '/payments/4/tip'],
  );
  expect(await database.count()).toBe(2);
});

it('replays the same key with the same body, and refuses it with another, also within the batch', async () => {
  const [rent, tea, book] = [item(), item(), item()];
  await api.client.payBatch([rent]);
  const { body } = await api.client.payBatch([
    rent,
    tea,
    tea,
    { ...tea, amount: 1 },
    { ...rent, amount: 1 },
    book,
  ]);
  expect(body.results).toMatchObject([
    { status: 202, replayed: true },
    { status: 202 },
    { status: 202, replayed: true },
    { status: 422, problem: { code: 'idempotency_key_reused' } },
    { status: 422, problem: { code: 'idempotency_key_reused' } },
    { status: 202 },
  ]);
  expect(body.results[1]?.payment).toEqual(body.results[2]?.payment);
  expect(await database.count()).toBe(3);
});

it.each<[string, unknown, number, string]>([
  ['1,001 payments', { payments: Array.from({ length: 1_001 }, () => item()) }, 422, '/payments'],
  ['no payment', { payments: [] }, 422, '/payments'],
  ['no list', { payment: item() }, 422, '/payments'],
  ['more than a list', { payments: [item()], note: 'rent' }, 422, ''],
])('refuses %s as a whole', async (_, body, status, pointer) => {
  const answer = await api.client.send<ProblemBody>('/v1/payments/batch', { method: 'POST', body });
  expect(answer.status).toBe(status);
  expect(answer.body.errors?.map((error) => error.pointer)).toEqual([pointer]);
  expect(await database.count()).toBe(0);
});

it('takes no more than it can keep in its queue, and says so at once', async () => {
  const locking = await database.connect();
  await locking.query('LOCK TABLES payments WRITE');
  const batches = Array.from({ length: 25 }, () => Array.from({ length: 1_000 }, () => item()));
  const sending = batches.map((batch) => api.client.payBatch(batch));
  const first = await Promise.race(sending);
  await locking.query('UNLOCK TABLES');
  await locking.end();
  expect([first.status, first.headers['retry-after']]).toEqual([429, '1']);
  const answers = (await Promise.all(sending)).filter(({ status }) => status === 207);
  const accepted = answers.flatMap(({ body }) => body.results.filter(({ status }) => status === 202));
  expect(accepted.length).toBeGreaterThan(0);
  expect(await database.count()).toBe(accepted.length);
});
