import { topics } from '@payments/contracts';
import { unique } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from './support/http-client.ts';
import { Journey } from './support/journey.ts';
import { orderOf } from './support/payments-client.ts';
import { waitFor } from './support/wait-for.ts';

let journey: Journey;
beforeAll(
  async () =>
    (journey = await Journey.start({ without: ['limit-check', 'notifications', 'connector', 'console'] })),
);
afterAll(() => journey?.end());

const userId = unique('mallory');
const stored = (): Promise<number> => journey.count('payments.payments');

/** The answer is this problem document, and nothing was stored. */
async function expectRefused(
  answer: Answer,
  [status, code]: readonly [status: number, code: string],
  path = '/v1/payments',
): Promise<void> {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/);
  expect(answer.body).toMatchObject({
    type: `urn:payments:problem:${code}`,
    title: expect.stringMatching(/./),
    status,
    detail: expect.stringMatching(/./),
    instance: path,
    code,
  });
  expect(await stored(), 'payments stored').toBe(0);
}

function pointersOf({ body }: Answer): string[] {
  return (body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
}

describe('a request that is not as it should be gets the reason as a problem document:', () => {
  it('no Idempotency-Key', async () => {
    const answer = await journey.payments.post('/v1/payments', JSON.stringify(orderOf(userId)));
    await expectRefused(answer, [400, 'idempotency_key_missing']);
  });

  it.each([
    ['of 256 characters', 'k'.repeat(256)],
    ['of no characters', ''],
    ['with a space', 'two words'],
    ['with a letter that is not ASCII', 'k\u00e9y'],
  ])('a key %s', async (_, key) => {
    await expectRefused(await journey.payments.pay(orderOf(userId), key), [400, 'idempotency_key_malformed']);
  });

  it.each([
    ['amount 0', { ...orderOf(userId), amount: 0 }, '/amount'],
    ['amount -1', { ...orderOf(userId), amount: -1 }, '/amount'],
    ['amount 1.5', { ...orderOf(userId), amount: 1.5 }, '/amount'],
    ['amount 10^13', { ...orderOf(userId), amount: 1e13 }, '/amount'],
    ['amount "12"', { ...orderOf(userId), amount: '12' }, '/amount'],
    ['no amount', { ...orderOf(userId), amount: undefined }, '/amount'],
    ['currency XYZ', { ...orderOf(userId), currency: 'XYZ' }, '/currency'],
    ['an unknown field', { ...orderOf(userId), colour: 'red' }, '/colour'],
    ['a userId of 65 characters', orderOf('u'.repeat(65)), '/userId'],
    ['a userId of no characters', orderOf(''), '/userId'],
    ['a description of 141 characters', orderOf(userId, { description: 'd'.repeat(141) }), '/description'],
  ])('%s', async (_, order, pointer) => {
    const answer = await journey.payments.pay(order);
    await expectRefused(answer, [422, 'body_invalid']);
    expect(pointersOf(answer)).toEqual([pointer]);
  });

  it.each([
    ['a list', '[]'],
    ['a text', '"pay"'],
    ['null', 'null'],
  ])('a body that is %s', async (_, body) => {
    await expectRefused(await postWithKey('/v1/payments', body), [422, 'body_invalid']);
  });

  it.each([
    ['not JSON', '{"userId": "mallory"'],
    ['empty', ''],
  ])('a body that is %s', async (_, body) => {
    await expectRefused(await postWithKey('/v1/payments', body), [400, 'malformed_request']);
  });

  it('a body of 2 MiB', async () => {
    const body = JSON.stringify(orderOf(userId, { description: 'd'.repeat(2 * 1024 * 1024) }));
    await expectRefused(await postWithKey('/v1/payments', body), [413, 'body_too_large']);
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])(
    'the content type %s',
    async (type) => {
      const body = JSON.stringify(orderOf(userId));
      const answer = await postWithKey('/v1/payments', body, { 'content-type': type });
      await expectRefused(answer, [415, 'unsupported_media_type']);
    },
  );

  it.each([
    ['of 1,001', Array.from({ length: 1_001 }, (_, index) => item(`key-${index}`))],
    ['of none', []],
    ['that is no list', item('key')],
  ])('a batch %s', async (_, payments) => {
    const path = '/v1/payments/batch';
    const answer = await journey.payments.post(path, JSON.stringify({ payments }));
    await expectRefused(answer, [422, 'body_invalid'], path);
    expect(pointersOf(answer)).toEqual(['/payments']);
  });

  it('a payment that does not exist', async () => {
    const path = '/v1/payments/01990000-0000-7000-8000-000000000000';
    await expectRefused(await journey.payments.get(path), [404, 'payment_not_found'], path);
  });
});

it('one bad item of a batch fails alone: the others are stored and published', async () => {
  const payments = [item('first'), { ...item('second'), amount: 0 }, item('third')];
  const answer = await journey.payments.post('/v1/payments/batch', JSON.stringify({ payments }));
  expect(answer.status).toBe(207);
  const { results } = answer.body as { results: { status: number; problem?: unknown }[] };
  expect(results.map(({ status }) => status)).toEqual([202, 422, 202]);
  expect(results[1]?.problem).toMatchObject({
    status: 422,
    code: 'body_invalid',
    errors: [{ pointer: '/payments/1/amount' }],
  });
  expect(await stored()).toBe(2);
  await waitFor(
    'both good payments to be published, and nothing of all that was refused',
    async () => (await journey.records(topics.paymentsRequested.name)).length === 2,
  );
});

function item(idempotencyKey: string) {
  return { idempotencyKey, ...orderOf(userId) };
}

function postWithKey(path: string, body: string, headers = {}): Promise<Answer> {
  return journey.payments.post(path, body, { 'idempotency-key': 'a-key', ...headers });
}
