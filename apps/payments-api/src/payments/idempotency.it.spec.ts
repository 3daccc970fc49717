import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

describe('an idempotency key', () => {
  it('makes one payment, however often it is sent', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await api.client.pay({}, key);
    const again = await api.client.pay({}, key);
    expect(again.status).toBe(202);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(again.headers['location']).toBe(first.headers['location']);
    expect(await database.count()).toBe(1);
  });

  it('gives the payment as it is now', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const { body } = await api.client.pay({}, key);
    await database.rows("UPDATE payments SET status = 'approved', decided_at = '2026-11-22 16:30:01.5'");
    expect((await api.client.pay({}, key)).body).toEqual({
      ...body,
      status: 'approved',
      decidedAt: '2026-11-22T16:30:01.500Z',
    });
  });

  it.each([{ amount: 12_501 }, { currency: 'USD' }, { merchantId: 'chai-corner' }, { description: 'tea' }])(
    'is refused for another payment: %j',
    async (other) => {
      const key = { 'idempotency-key': randomUUID() };
      await api.client.pay({}, key);
      const { status, body } = await api.client.pay(other, key);
      expect(status).toBe(422);
      expect(body).toMatchObject({ code: 'idempotency_key_reused' });
      expect(await database.count()).toBe(1);
    },
  );

  it('belongs to its user', async () => {
    const key = { 'idempotency-key': 'monthly-rent' };
    const mine = await api.client.pay({ userId: 'asha' }, key);
    const yours = await api.client.pay({ userId: 'Asha' }, key);
    expect([mine.status, yours.status]).toEqual([202, 202]);
    expect(mine.body.id).not.toBe(yours.body.id);
  });

  it('differs by the case of its letters', async () => {
    const answers = await Promise.all(
      ['rent', 'RENT'].map((key) => api.client.pay({}, { 'idempotency-key': key })),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(await database.count()).toBe(2);
  });

  it('makes one payment and fifty answers that agree, sent fifty times at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const key = { 'idempotency-key': randomUUID() };
      const answers = await Promise.all(Array.from({ length: 50 }, () => api.client.pay({}, key)));
      expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
      expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
      expect(await database.count()).toBe(round + 1);
    }
  });

  it('makes one payment of two that differ, sent fifty times at once, and refuses the other', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => api.client.pay({ amount: 1 + (index % 2) }, key)),
    );
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted).toHaveLength(25);
    expect(new Set(accepted.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(25);
    expect(await database.count()).toBe(1);
  });

  it('that is taken fails its own request only, among many that arrive together at two instances', async () => {
    const other = await startApi(database);
    const taken = { 'idempotency-key': 'b' };
    await api.client.pay({}, taken);
    const isTaken = Array.from({ length: 500 }, (_, index) => index % 5 === 0);
    const answers = await Promise.all(
      isTaken.map((is, index) => {
        const { client } = index % 2 === 0 ? api : other;
        return is ? client.pay({ amount: 1 }, taken) : client.pay();
      }),
    );
    await other.stop();
    expect(answers.map(({ status }) => status)).toEqual(isTaken.map((is) => (is ? 422 : 202)));
    expect(await database.count()).toBe(401);
  });
});
