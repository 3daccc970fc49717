import { eventually, unique } from '@payments/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PaymentDocument } from '../payments/payment.ts';
import type { ApiAnswer } from '../testing/api-client.ts';
import { approval, rejection } from '../testing/decisions.ts';
import { type RunningApi, startApi, type TestDatabase, testDatabase } from '../testing/running-api.ts';
import { DecisionStore } from './decision-store.service.ts';
import { DecisionWatch } from './decision-watch.service.ts';

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

const store = (): DecisionStore => api.get(DecisionStore);

function pay(wait: number, headers = {}): Promise<ApiAnswer<PaymentDocument>> {
  return api.client.pay({}, { prefer: `wait=${wait}`, ...headers });
}

function newest(): Promise<string> {
  return eventually(async () => (await api.client.list('?status=pending')).body.data[0]?.id);
}

describe('a request that would wait for the decision', () => {
  it('hears of it from this instance, without a look into the table', async () => {
    const answer = pay(30);
    const decision = approval(await newest());
    api.get(DecisionWatch).announce([decision]);
    const { status, headers, body } = await answer;
    expect([status, headers['preference-applied']]).toEqual([200, 'wait=30']);
    expect(body).toMatchObject({ status: 'approved', decidedAt: decision.decidedAt.toISOString() });
  });

  it('hears of it too when another instance has applied it', async () => {
    const answer = pay(30);
    await store().apply([rejection(await newest())]);
    const { status, body } = await answer;
    expect([status, body.status, body.reason]).toEqual([200, 'rejected', 'daily_limit_exceeded']);
  });

  it('gets the pending payment after as many seconds as it would wait', async () => {
    const startedAt = performance.now();
    const { status, headers, body } = await pay(1);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect([status, headers['preference-applied'], body.status]).toEqual([202, undefined, 'pending']);
  });

  it('does not wait where it is there already', async () => {
    const key = { 'idempotency-key': unique('k') };
    const { body } = await api.client.pay({}, key);
    await store().apply([approval(body.id)]);
    const { status, headers } = await pay(30, key);
    expect([status, headers['idempotency-replayed']]).toEqual([200, 'true']);
  });

  it('gets what there is when the service stops', async () => {
    const stopping = await startApi(database);
    const answer = stopping.client.pay({}, { prefer: 'wait=30' });
    await newest();
    const stoppedAt = performance.now();
    await stopping.stop();
    expect((await answer).status).toBe(202);
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
  });
});
