import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PaymentDocument } from '../payments/payment.ts';
import { approval, decidedAt, rejection } from '../testing/decisions.ts';
import { type RunningApi, startApi, type TestDatabase, testDatabase } from '../testing/running-api.ts';
import { DecisionStore } from './decision-store.service.ts';

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

const read = async (id: string): Promise<PaymentDocument> =>
  (await api.client.send<PaymentDocument>(`/v1/payments/${id}`)).body;
const store = (): DecisionStore => api.get(DecisionStore);

describe('a decision in the table', () => {
  it('is its payment’s, and no other’s', async () => {
    const [first, second, third] = await Promise.all([api.client.pay(), api.client.pay(), api.client.pay()]);
    expect(await store().apply([approval(first.body.id), rejection(second.body.id)])).toEqual([]);
    const at = decidedAt.toISOString();
    expect(await read(first.body.id)).toEqual({ ...first.body, status: 'approved', decidedAt: at });
    expect(await read(second.body.id)).toEqual({
      ...second.body,
      status: 'rejected',
      reason: 'daily_limit_exceeded',
      decidedAt: at,
    });
    expect(await read(third.body.id)).toEqual(third.body);
  });

  it('stays, whatever comes after it', async () => {
    const { body } = await api.client.pay();
    const later = { ...rejection(body.id), decidedAt: new Date() };
    expect(await store().apply([approval(body.id), approval(body.id)])).toEqual([]);
    const decided = await read(body.id);
    expect(await store().apply([later])).toEqual([]);
    expect(await read(body.id)).toEqual(decided);
  });

  it('is missed where there is no payment, and the others are not', async () => {
    const { body } = await api.client.pay();
    const nobody = '01a20466-18d2-7448-b477-c165daa95d40';
    expect(await store().apply([approval(nobody), approval(body.id)])).toEqual([nobody]);
    expect((await read(body.id)).status).toBe('approved');
  });

  it('finds its payments by their ids, however many decisions come together', async () => {
    const payments = Array.from({ length: 1_000 }, (_, index) => ({
      idempotencyKey: `many-${index}`,
      userId: `user-${index}`,
      merchantId: 'chai-point',
      amount: 1,
      currency: 'INR',
    }));
    const more = payments.map((payment) => ({
      ...payment,
      idempotencyKey: `more-${payment.idempotencyKey}`,
    }));
    const results = [...(await api.client.payBatch(payments)).body.results];
    results.push(...(await api.client.payBatch(more)).body.results);
    const decisions = results.map(({ payment }) => approval(String(payment?.id)));
    expect(await store().apply(decisions)).toEqual([]);
    const left = await database.rows("SELECT id FROM payments WHERE status = 'pending'");
    expect(left).toEqual([]);
  });
});
