import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProblemBody } from '../testing/api-client.ts';
import { storeOldPayments } from '../testing/old-payments.ts';
import { paymentColumns } from './payment-columns.ts';
import { firstPaymentIdAt } from './payment-id.ts';
import { newestFirst } from './payment-reads.service.ts';
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

/** Every page of a list, and what happened between them. */
async function walk(
  query: string,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await api.client.list(`?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    pages.push(body.data.map(({ id }) => id));
    cursor = body.nextCursor;
    await between();
  }
  return pages;
}

describe('a list of payments', () => {
  it('is empty where there are none', async () => {
    expect((await api.client.list()).body).toEqual({ data: [], nextCursor: null });
  });

  it('has the newest first, and one user’s only if asked', async () => {
    const ids: string[] = [];
    for (const userId of ['asha', 'ravi', 'asha']) ids.push((await api.client.pay({ userId })).body.id);
    expect((await api.client.list()).body.data.map(({ id }) => id)).toEqual(ids.toReversed());
    expect((await api.client.list('?userId=asha')).body.data.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
  });

  it('has every payment once, while others arrive', async () => {
    const before: string[] = [];
    for (let index = 0; index < 25; index += 1) before.push((await api.client.pay()).body.id);
    const pages = await walk('userId=asha&limit=7', () => api.client.pay());
    expect(pages.map(({ length }) => length)).toEqual([7, 7, 7, 4]);
    expect(pages.flat()).toEqual(before.toReversed());
  });

  it('ends where a page is exactly full', async () => {
    for (let index = 0; index < 4; index += 1) await api.client.pay();
    expect((await walk('limit=2')).map(({ length }) => length)).toEqual([2, 2]);
  });

  it('has those of one status, and looks no farther for a page than it may', async () => {
    await storeOldPayments(database, { userId: 'asha', count: 12_000, status: 'rejected' });
    const { body } = await api.client.pay({ userId: 'asha' });
    const pages = await walk('status=pending&userId=asha');
    expect(pages).toEqual([[body.id], [], []]);
    expect((await api.client.list('?status=approved')).body.data).toEqual([]);
    expect((await api.client.list('?status=rejected&limit=100')).body.data).toHaveLength(100);
  });

  it('has those of one day in the time zone of the limit', async () => {
    const [first, last] = ['2026-03-14T18:30:00.000Z', '2026-03-15T18:29:59.999Z'];
    await storeOldPayments(database, { userId: 'asha', day: '2026-03-14', at: '2026-03-14T18:29:59.999Z' });
    await storeOldPayments(database, { userId: 'asha', day: '2026-03-15', at: first });
    await storeOldPayments(database, { userId: 'asha', day: '2026-03-15', at: last });
    await storeOldPayments(database, { userId: 'asha', day: '2026-03-16', at: '2026-03-15T18:30:00.000Z' });
    const { body } = await api.client.list('?day=2026-03-15');
    expect(body.data.map(({ createdAt }) => createdAt)).toEqual([last, first]);
    expect((await walk('day=2026-03-15&userId=asha&limit=1')).flat()).toHaveLength(2);
  });

  it('reads one user’s payments along an index, in their order', async () => {
    await storeOldPayments(database, { userId: 'asha', count: 2_000 });
    await storeOldPayments(database, { userId: 'ravi', count: 2_000 });
    const selection = { userId: 'asha', to: firstPaymentIdAt(Date.now()) };
    const [sql, values] = newestFirst(paymentColumns, selection);
    const [plan] = await database.rows<{ EXPLAIN: string }>(`EXPLAIN FORMAT=TREE ${sql} LIMIT 21`, values);
    expect(plan?.EXPLAIN).toMatch(/range scan on payments using payments_by_user .*reverse/);
    expect(plan?.EXPLAIN).not.toMatch(/Sort/);
  });

  it.each(['limit=0', 'status=lost', 'day=2026-02-30', 'cursor=page2', 'userID=asha', 'userId=a&userId=b'])(
    'cannot be asked for with ?%s',
    async (query) => {
      const { status, body } = await api.client.send<ProblemBody>(`/v1/payments?${query}`);
      expect([status, body.code]).toEqual([400, 'parameter_invalid']);
    },
  );
});
