import { randomUUID } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DecisionStore } from '../decisions/decision-store.service.ts';
import { ApiContract } from '../testing/api-contract.ts';
import { anOrder } from '../testing/api-client.ts';
import { type RunningApi, startApi, type TestDatabase, testDatabase } from '../testing/running-api.ts';

/** What a test cannot bring about at will; other tests do, where the database is away or the queue is full. */
const seenElsewhere = /(429|500|503)$/;

let database: TestDatabase;
let api: RunningApi;

beforeAll(async () => {
  database = await testDatabase();
  api = await startApi(database);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

it('is a valid OpenAPI document', async () => {
  const validator = new Validator();
  expect(await validator.validate({ ...api.client.contract.document })).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

it('describes every answer there is, and no other', async () => {
  const { client } = api;
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    client.send(path, { method: 'POST', body, headers: { 'idempotency-key': randomUUID(), ...headers } });
  for (const path of ['/v1/payments', '/v1/payments/batch']) {
    await post(path, '{');
    await post(path, 'x'.repeat(2 * 1024 * 1024));
    await post(path, anOrder, { 'content-type': 'text/plain' });
    await post(path, { tip: 1 });
  }
  await post('/v1/payments', anOrder, { 'idempotency-key': 'two words' });
  const key = { 'idempotency-key': randomUUID() };
  const { body: payment } = await client.pay({ description: 'tea' }, key);
  await client.payBatch([{ ...anOrder, idempotencyKey: randomUUID() }, {}]);
  await api
    .get(DecisionStore)
    .apply([
      { paymentId: payment.id, status: 'rejected', reason: 'daily_limit_exceeded', decidedAt: new Date() },
    ]);
  await client.pay({ description: 'tea' }, { ...key, prefer: 'wait=1' });
  await client.send(`/v1/payments/${payment.id}`);
  await client.send('/v1/payments/none');
  await client.list('?limit=1');
  await client.list('?limit=0');
  await client.send('/v1/users/asha/limit');
  await client.send('/v1/users/no%20body/limit');

  const { document, seen } = client.contract;
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => `${method} ${path} ${status}`),
    ),
  );
  expect([...seen].toSorted()).toEqual(described.filter((answer) => !seenElsewhere.test(answer)).toSorted());
});

it('would notice an answer that is not as described', () => {
  const contract = new ApiContract(api.client.contract.document);
  const check = (answer: object) => () =>
    contract.check('POST', '/v1/payments', {
      status: 202,
      headers: { 'content-type': 'application/json', location: '/v1/payments/x' },
      body: {},
      ...answer,
    });
  expect(check({})).toThrow(/must have required property 'id'/);
  expect(check({ status: 204 })).toThrow(/not in the OpenAPI document/);
  expect(check({ headers: { 'content-type': 'application/json' } })).toThrow(/lacks location/);
  expect(check({ headers: { 'content-type': 'text/html', location: '/' } })).toThrow(
    /not described as text\/html/,
  );
});

it('is shown to people too', async () => {
  const page = await fetch(`${api.client.url}/docs`);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching('text/html')]);
});
