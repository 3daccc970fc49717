import { randomUUID } from 'node:crypto';
import { topics } from '@payments/contracts';
import { unique } from '@payments/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Journey } from './support/journey.ts';
import { orderOf, type Payment, PaymentsClient } from './support/payments-client.ts';

const connections = 50;

let journey: Journey;
let instances: PaymentsClient[];
beforeAll(async () => {
  journey = await Journey.start();
  const api = journey.platform.service('payments-api');
  await api.scale(2);
  instances = api.urls.map((url) => new PaymentsClient(() => url, connections));
});
afterAll(async () => {
  for (const instance of instances ?? []) instance.close();
  await journey?.end();
});

function client(instance: number): PaymentsClient {
  const found = instances[instance % instances.length];
  if (found === undefined) throw new RangeError('There is no instance.');
  return found;
}

/** What of a payment stays as it is, whatever is decided about it. */
function identity(body: unknown): Partial<Payment> {
  const { status: _, reason: __, decidedAt: ___, ...fixed } = body as Payment;
  return fixed;
}

/** One payment of this user in the database, and the one event about it. */
async function expectOnePayment(userId: string): Promise<void> {
  const [payment, ...others] = await journey.payments.paymentsOf(userId);
  if (payment === undefined) throw new Error(`${userId} has no payment.`);
  expect(others).toEqual([]);
  expect(await journey.decided(payment)).toMatchObject({ status: 'approved' });
  const published = await journey.records(topics.paymentsRequested.name);
  expect(published.filter(({ key }) => key?.toString() === userId)).toHaveLength(1);
}

it.each([
  ['one instance', 1],
  ['two instances', 2],
])(
  'the same key from 50 connections at once, at %s, makes one payment and 50 answers that agree',
  async (_, spread) => {
    const [userId, key] = [unique('asha'), randomUUID()];
    const answers = await Promise.all(
      Array.from({ length: connections }, (__, index) => client(index % spread).pay(orderOf(userId), key)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(connections).fill(202));
    const [first] = answers;
    for (const answer of answers) {
      expect(identity(answer.body)).toEqual(identity(first?.body));
      expect(answer.headers.location).toBe(first?.headers.location);
    }
    const original = answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined);
    expect(original).toHaveLength(1);
    await expectOnePayment(userId);
  },
);

it('the same key again, much later and after a restart, is answered with the payment as it is now', async () => {
  const [userId, key] = [unique('asha'), randomUUID()];
  const { body } = await client(0).pay(orderOf(userId), key);
  await expectOnePayment(userId);
  await journey.platform.service('payments-api').kill('SIGKILL');
  await journey.platform.service('payments-api').start();
  const again = await client(0).pay(orderOf(userId), key);
  expect(again.status).toBe(202);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(identity(again.body)).toEqual(identity(body));
  expect(again.body).toMatchObject({ status: 'approved' });
  await expectOnePayment(userId);
});

it.each([
  ['amount', { amount: 12_501 }],
  ['merchant', { merchantId: 'filter-coffee' }],
  ['currency', { currency: 'USD' }],
  ['description', { description: 'two cutting chai' }],
])('the same key with another %s is refused, and the payment stays as it was', async (_, change) => {
  const [userId, key] = [unique('asha'), randomUUID()];
  await client(0).pay(orderOf(userId), key);
  const answer = await client(1).pay(orderOf(userId, change), key);
  expect(answer.status).toBe(422);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.body).toMatchObject({
    status: 422,
    code: 'idempotency_key_reused',
    instance: '/v1/payments',
  });
  expect(await journey.payments.paymentsOf(userId)).toEqual([expect.objectContaining(orderOf(userId))]);
});

it('two orders under one key at the same time: one is the payment, the other is refused', async () => {
  const [userId, key] = [unique('asha'), randomUUID()];
  const orders = Array.from({ length: connections }, (_, index) =>
    orderOf(userId, { amount: 1 + (index % 2) }),
  );
  const answers = await Promise.all(orders.map((order, index) => client(index).pay(order, key)));
  const [stored] = await journey.payments.paymentsOf(userId);
  for (const [index, { status }] of answers.entries())
    expect(status).toBe(orders[index]?.amount === stored?.amount ? 202 : 422);
  await expectOnePayment(userId);
});

it('a key belongs to its user: another user’s payment under it is another payment', async () => {
  const [userId, other, key] = [unique('asha'), unique('ravi'), randomUUID()];
  const answers = [await client(0).pay(orderOf(userId), key), await client(0).pay(orderOf(other), key)];
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  expect(answers[0]?.headers.location).not.toBe(answers[1]?.headers.location);
});

it('a key that comes twice in a batch, and a batch that comes twice, make one payment', async () => {
  const [userId, idempotencyKey] = [unique('asha'), randomUUID()];
  const item = { idempotencyKey, ...orderOf(userId) };
  const batch = JSON.stringify({ payments: [item, item] });
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => client(index).post('/v1/payments/batch', batch)),
  );
  const results = answers.flatMap(
    ({ body }) => (body as { results: { status: number; replayed?: true; payment: Payment }[] }).results,
  );
  expect(results.map(({ status }) => status)).toEqual(Array(20).fill(202));
  expect(results.filter(({ replayed }) => replayed === undefined)).toHaveLength(1);
  expect(new Set(results.map(({ payment }) => payment.id)).size).toBe(1);
  await expectOnePayment(userId);
});
