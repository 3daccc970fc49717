import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiRequest, ProblemBody } from '../testing/api-client.ts';
import { anOrder } from '../testing/api-client.ts';
import { type RunningApi, startApi, type TestDatabase, testDatabase } from '../testing/running-api.ts';
import type { PaymentDocument } from './payment.ts';
import { PaymentCalendar } from './payment-day.ts';

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

describe('a payment', () => {
  it('is accepted, pending and in the table', async () => {
    const { status, headers, body } = await api.client.pay({ description: 'two cutting chai ☕' });
    expect(status).toBe(202);
    expect(headers['location']).toBe(`/v1/payments/${body.id}`);
    expect(headers['idempotency-replayed']).toBeUndefined();
    expect(body).toEqual({
      ...anOrder,
      description: 'two cutting chai ☕',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      status: 'pending',
      reason: null,
      day: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      createdAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
      decidedAt: null,
    });
    expect(await api.client.send(headers['location'] as string)).toMatchObject({ status: 200, body });
  });

  it('is dated by the clock of the database', async () => {
    const { body } = await api.client.pay();
    const [row] = await database.rows<{ createdAt: Date; day: string; isRecent: number; idMs: number }>(`
      SELECT created_at AS createdAt, DATE_FORMAT(day, '%Y-%m-%d') AS day,
        created_at BETWEEN UTC_TIMESTAMP(3) - INTERVAL 10 SECOND AND UTC_TIMESTAMP(3) AS isRecent,
        CAST(CONV(HEX(SUBSTR(id, 1, 6)), 16, 10) AS UNSIGNED) AS idMs
      FROM payments`);
    expect(row?.createdAt.toISOString()).toBe(body.createdAt);
    expect(row?.idMs).toBe(row?.createdAt.getTime());
    expect(row?.isRecent).toBe(1);
    const indianDay = new Date(Date.parse(body.createdAt) + 5.5 * 3_600_000).toISOString().slice(0, 10);
    expect([body.day, row?.day]).toEqual([indianDay, indianDay]);
  });

  it('counts for the day that its time zone has, where the settings name another', async () => {
    // A day and an hour apart, so that one of the two is wrong at any time.
    const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'];
    for (const timeZone of zones) {
      const there = await startApi(database, { LIMIT_TIME_ZONE: timeZone });
      const { body } = await there.client.pay();
      await there.stop();
      expect(body.day).toBe(new PaymentCalendar(timeZone).dayAt(Date.parse(body.createdAt)).day);
    }
  });

  it('keeps the trace of its request, and loses one that is broken', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await api.client.pay({ userId: 'traced' }, { traceparent });
    await api.client.pay({ userId: 'lost' }, { traceparent: 'not-a-trace' });
    const rows = await database.rows('SELECT user_id, traceparent FROM payments ORDER BY id');
    expect(rows).toEqual([
      { user_id: 'traced', traceparent },
      { user_id: 'lost', traceparent: null },
    ]);
  });
});

describe('bad input is refused, with its problem document, and nothing is stored:', () => {
  const key = { 'idempotency-key': 'k-1' };
  const post = (request: ApiRequest): Promise<ApiAnswer<ProblemBody>> =>
    api.client.send<ProblemBody>('/v1/payments', { method: 'POST', headers: key, body: anOrder, ...request });

  it.each<[string, ApiRequest, number, string]>([
    ['no key', { headers: {} }, 400, 'idempotency_key_missing'],
    ['an empty key', { headers: { 'idempotency-key': '' } }, 400, 'idempotency_key_malformed'],
    [
      'a key of 256 characters',
      { headers: { 'idempotency-key': 'k'.repeat(256) } },
      400,
      'idempotency_key_malformed',
    ],
    ['a key with a space', { headers: { 'idempotency-key': 'a b' } }, 400, 'idempotency_key_malformed'],
    ['a body that is not JSON', { body: '{"userId":' }, 400, 'malformed_request'],
    ['a body that is empty', { body: '' }, 400, 'malformed_request'],
    ['a body that would poison a prototype', { body: '{"__proto__":{}}' }, 400, 'malformed_request'],
    [
      'a body of 2 MiB',
      { body: { ...anOrder, description: 'x'.repeat(2 * 1024 * 1024) } },
      413,
      'body_too_large',
    ],
    [
      'another content type',
      { headers: { ...key, 'content-type': 'text/plain' } },
      415,
      'unsupported_media_type',
    ],
    [
      'a form',
      { headers: { ...key, 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'unsupported_media_type',
    ],
    ['a list', { body: [anOrder] }, 422, 'body_invalid'],
    ['null', { body: 'null' }, 422, 'body_invalid'],
  ])('%s', async (_, request, status, code) => {
    const { body, headers } = await post(request);
    expect(body).toMatchObject({
      type: `urn:payments:problem:${code}`,
      status,
      code,
      instance: '/v1/payments',
    });
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(await database.count()).toBe(0);
  });

  it.each([
    ['amount', 0],
    ['amount', -1],
    ['amount', 1.5],
    ['amount', 1e13],
    ['amount', '12'],
    ['amount', undefined],
    ['currency', 'XYZ'],
    ['tip', 1],
    ['userId', 'u'.repeat(65)],
    ['description', 'half a \ud83e'],
  ])('%s %j', async (field, value) => {
    const { status, body } = await post({ body: { ...anOrder, [field]: value } });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'body_invalid', errors: [{ pointer: `/${field}` }] });
    expect(await database.count()).toBe(0);
  });

  it('a path that nobody serves', async () => {
    const { status, body } = await api.client.send<ProblemBody>('/v1/refunds', { method: 'POST', body: {} });
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'not_found', instance: '/v1/refunds' });
  });
});

describe('a payment by its id', () => {
  it('is not there for an id nobody has, or that is none', async () => {
    for (const id of ['01a20466-18d2-7448-b477-c165daa95d40', 'chai']) {
      const { status, body } = await api.client.send<ProblemBody>(`/v1/payments/${id}`);
      expect([status, body.code]).toEqual([404, 'payment_not_found']);
    }
  });

  it('may be asked for in capital letters', async () => {
    const { body } = await api.client.pay();
    const found = await api.client.send<PaymentDocument>(`/v1/payments/${body.id.toUpperCase()}`);
    expect(found.body).toEqual(body);
  });
});
