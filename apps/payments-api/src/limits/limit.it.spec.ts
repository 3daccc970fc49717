import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { PaymentCalendar } from '../payments/payment-day.ts';
import type { ProblemBody } from '../testing/api-client.ts';
import { storeOldPayments } from '../testing/old-payments.ts';
import { type RunningApi, startApi, type TestDatabase, testDatabase } from '../testing/running-api.ts';
import type { UserLimit } from './limit.service.ts';

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

async function limitOf(userId: string, of = api): Promise<UserLimit> {
  return (await of.client.send<UserLimit>(`/v1/users/${userId}/limit`)).body;
}

/** Today in a zone, by the clock of this machine, which is also the database's. */
function today(timeZone: string): { day: string; startMs: number; endMs: number } {
  return new PaymentCalendar(timeZone).dayAt(Date.now());
}

it('is whole for a user who has paid nothing', async () => {
  const { day, endMs } = today('Asia/Kolkata');
  expect(await limitOf('asha')).toEqual({
    userId: 'asha',
    day,
    timeZone: 'Asia/Kolkata',
    limit: 10,
    used: 0,
    remaining: 10,
    resetsAt: new Date(endMs).toISOString(),
  });
});

it('is used by what was approved today, and by nothing else', async () => {
  const { day, startMs, endMs } = today('Asia/Kolkata');
  const at = new Date(startMs).toISOString();
  const store = (status: 'approved' | 'rejected' | 'pending', count: number, other: object = {}) =>
    storeOldPayments(database, { userId: 'asha', status, count, day, at, ...other });
  await store('approved', 3);
  await store('rejected', 5, { at: new Date(startMs + 1_000).toISOString() });
  await store('pending', 2, { at: new Date(startMs + 2_000).toISOString() });
  await store('approved', 4, { userId: 'ravi' });
  await store('approved', 6, { day: '2026-01-01', at: new Date(startMs - 1_000).toISOString() });
  await store('approved', 7, { day: '2030-01-01', at: new Date(endMs).toISOString() });
  expect(await limitOf('asha')).toMatchObject({ used: 3, remaining: 7 });
});

it('is used up by as many as it allows', async () => {
  const { day, startMs } = today('Asia/Kolkata');
  const at = new Date(startMs).toISOString();
  await storeOldPayments(database, { userId: 'asha', status: 'approved', count: 10, day, at });
  expect(await limitOf('asha')).toMatchObject({ used: 10, remaining: 0 });
});

it('counts in the time zone and up to the number that the settings name', async () => {
  const other = await startApi(database, { LIMIT_TIME_ZONE: 'Pacific/Kiritimati', DAILY_LIMIT: '3' });
  try {
    expect(await limitOf('asha', other)).toMatchObject({
      day: today('Pacific/Kiritimati').day,
      timeZone: 'Pacific/Kiritimati',
      limit: 3,
      remaining: 3,
    });
  } finally {
    await other.stop();
  }
});

it('belongs to nobody whose name cannot be', async () => {
  const { status, body } = await api.client.send<ProblemBody>('/v1/users/two%20words/limit');
  expect([status, body.code]).toEqual([400, 'parameter_invalid']);
});
