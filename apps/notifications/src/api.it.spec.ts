import { Validator } from '@seriousme/openapi-schema-validator';
import { eventually, unique } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dailyLimitNotification } from './limit-exceeded/daily-limit-notification.ts';
import { NotificationStore } from './notifications/notification-store.service.ts';
import { ApiContract } from './testing/api-contract.ts';
import { declinedPayment } from './testing/declined-payment.ts';
import {
  type RunningService,
  startNotifications,
  type TestDatabase,
  testDatabase,
} from './testing/running-service.ts';
import { answerWith, type WebhookTarget, webhookTarget } from './testing/webhook-target.ts';

const nobody = '00000000-0000-8000-8000-000000000000';
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

let database: TestDatabase;
let target: WebhookTarget;
let service: RunningService;
let api: ApiContract;

beforeAll(async () => {
  [database, target] = await Promise.all([testDatabase(), webhookTarget()]);
  target.answer = answerWith(404);
  service = await startNotifications(database, {
    WEBHOOK_URL: target.url,
    WEBHOOK_SECRET: secret,
    WEBHOOK_ALLOW_PRIVATE: 'true',
    STREAM_MAX_CONNECTIONS_PER_USER: '1',
  });
  api = await ApiContract.of(service.url);
});

afterAll(async () => {
  await service.stop();
  await Promise.all([target.close(), database.drop()]);
});

/** A notification whose webhook is parked. */
async function parked(): Promise<{ userId: string; id: string }> {
  const notification = dailyLimitNotification(declinedPayment({ userId: unique('asha') }));
  const { userId, id } = notification;
  await service.get(NotificationStore).store([notification]);
  await eventually(async () => {
    const { body } = await api.ask('get', `/v1/users/${userId}/notifications`);
    return JSON.stringify(body).includes('"parked"');
  });
  return { userId, id };
}

describe('the OpenAPI document', () => {
  it('is valid', async () => {
    const { valid, errors } = await new Validator().validate({ ...api.document });
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  });

  it('describes every answer there is, and none that never comes', async () => {
    const { userId, id } = await parked();
    await api.ask('get', `/v1/users/${userId}/notifications?limit=0`);
    await api.ask('post', `/v1/notifications/${id}/read`);
    await api.ask('post', `/v1/notifications/${nobody}/read`);
    await api.ask('post', `/v1/notifications/${id}/deliveries/webhook/retry`);
    await api.ask('post', `/v1/notifications/${id}/deliveries/in-app/retry`);
    await api.ask('post', `/v1/notifications/${id}/deliveries/pigeon/retry`);
    await api.ask('post', `/v1/deliveries/webhook/retry`);
    await api.ask('post', `/v1/deliveries/email/retry`);
    await api.ask('post', `/v1/deliveries/pigeon/retry`);
    await api.ask('get', `/v1/users/${userId}/notifications/stream?lastEventId=${nobody}`);
    const abort = new AbortController();
    await fetch(`${service.url}/v1/users/${userId}/notifications/stream`, { signal: abort.signal });
    await api.ask('get', `/v1/users/${userId}/notifications/stream`);
    abort.abort();
    await eventually(
      async () => (await api.ask('get', `/v1/users/${userId}/notifications/stream`)).status === 200,
    );

    const described = Object.entries(api.document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => `${method} ${path} ${status}`),
      ),
    );
    // The database is away in a test of its own.
    expect(described.filter((answer) => !answer.endsWith('503')).toSorted()).toEqual(
      [...api.seen].toSorted(),
    );
  });
});

describe('a request that cannot be served', () => {
  it.each([
    ['get', '/v1/users/asha/notifications?limit=101', 400, 'parameter_invalid'],
    ['get', '/v1/users/asha/notifications?cursor=elsewhere', 400, 'parameter_invalid'],
    ['get', '/v1/users/asha/notifications?page=2', 400, 'parameter_invalid'],
    ['get', `/v1/users/${'x'.repeat(65)}/notifications`, 400, 'parameter_invalid'],
    ['get', '/v1/users/a%20b/notifications', 400, 'parameter_invalid'],
    ['get', '/v1/users/a%20b/notifications/stream', 400, 'parameter_invalid'],
    ['post', '/v1/notifications/nonsense/read', 404, 'notification_not_found'],
    ['post', `/v1/notifications/${nobody}/read`, 404, 'notification_not_found'],
  ] as const)('%s %s: %i, %s', async (method, path, status, code) => {
    const answer = await api.ask(method, path);
    expect(answer).toMatchObject({ status, body: { status, code, instance: path.split('?', 1)[0] } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });
});

describe('what can be seen of the service', () => {
  it('is how many deliveries there are, and how they went', async () => {
    await parked();
    const text = await (await fetch(`${service.url}/metrics`)).text();
    expect(text).toMatch(
      /^notification_delivery_attempts_total\{channel="webhook",outcome="parked"\} [1-9]/m,
    );
    expect(text).toMatch(/^notification_deliveries_unfinished\{channel="webhook",status="parked"\} [1-9]/m);
    expect(text).toMatch(/^notification_deliveries_due\{channel="in-app",status="pending"\} 0$/m);
    expect(text).toMatch(/^notification_deliveries_lag_seconds\{channel="email",status="pending"\} \d/m);
  });

  it('is that it is ready', async () => {
    const ready = await eventually(async () => {
      const answer = await fetch(`${service.url}/health/ready`);
      return answer.ok && answer.json();
    });
    expect(ready).toEqual({ status: 'ok' });
  });

  it('is no secret', async () => {
    const { userId } = await parked();
    const seen = await Promise.all(
      [`/v1/users/${userId}/notifications`, '/metrics', '/openapi.json', '/health/ready'].map(async (path) =>
        (await fetch(`${service.url}${path}`)).text(),
      ),
    );
    for (const text of seen) {
      expect(text).not.toContain(secret.slice('whsec_'.length));
      expect(text).not.toContain(target.url);
    }
  });
});
