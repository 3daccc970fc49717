import { eventually, unique } from '@payments/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dailyLimitNotification } from '../limit-exceeded/daily-limit-notification.ts';
import { NotificationStore } from '../notifications/notification-store.service.ts';
import type { DeliveryView, NotificationPage } from '../notifications/notification-view.ts';
import { declinedPayment } from '../testing/declined-payment.ts';
import { type MailServer, mailServer } from '../testing/mail-server.ts';
import {
  type RunningService,
  startNotifications,
  type TestDatabase,
  testDatabase,
} from '../testing/running-service.ts';
import { answerWith, type WebhookTarget, webhookTarget } from '../testing/webhook-target.ts';
import { DeliveryQueue, type Lease } from './delivery-queue.service.ts';

const quick = { DELIVERY_BACKOFF_MS: '40', DELIVERY_MAX_BACKOFF_MS: '200', DELIVERY_MAX_ATTEMPTS: '4' };

let database: TestDatabase;
let target: WebhookTarget;
let mails: MailServer;
const running: RunningService[] = [];

beforeEach(async () => {
  [database, target, mails] = await Promise.all([testDatabase(), webhookTarget(), mailServer()]);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  await Promise.all([target.close(), mails.close(), database.drop()]);
});

async function start(environment: Record<string, string> = {}): Promise<RunningService> {
  const service = await startNotifications(database, { ...quick, ...environment });
  running.push(service);
  return service;
}

function toWebhook(): Record<string, string> {
  return {
    WEBHOOK_URL: target.url,
    WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
    WEBHOOK_ALLOW_PRIVATE: 'true',
  };
}

async function notify(service: RunningService, count = 1): Promise<{ userId: string; ids: string[] }> {
  const userId = unique('asha');
  const batch = Array.from({ length: count }, () => dailyLimitNotification(declinedPayment({ userId })));
  await service.get(NotificationStore).store(batch);
  return { userId, ids: batch.map(({ id }) => id) };
}

/** The delivery of a user's one notification by this channel, as the API shows it. */
async function delivery(
  service: RunningService,
  userId: string,
  channel: string,
): Promise<DeliveryView | undefined> {
  const answer = await fetch(`${service.url}/v1/users/${userId}/notifications`);
  const { data } = (await answer.json()) as NotificationPage;
  return data[0]?.deliveries.find((each) => each.channel === channel);
}

function deliveryIs(
  service: RunningService,
  userId: string,
  expected: Partial<DeliveryView> & { readonly channel: string },
): Promise<unknown> {
  return eventually(
    async () => {
      expect(await delivery(service, userId, expected.channel)).toMatchObject(expected);
      return true;
    },
    { what: `a delivery that is ${JSON.stringify(expected)}` },
  );
}

function webhookIds(): unknown[] {
  return target.received.map(({ headers }) => headers['webhook-id']);
}

async function post(url: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(url, { method: 'POST' });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('a delivery', () => {
  it('is made once by each channel, whichever of two instances makes it', async () => {
    const [one, other] = await Promise.all([
      start({ ...toWebhook(), SMTP_URL: mails.url }),
      start({ ...toWebhook(), SMTP_URL: mails.url }),
    ]);
    const { ids } = await notify(one, 150);
    const more = await notify(other, 50);
    await eventually(() => target.received.length >= 200 && mails.received.length >= 200, {
      what: '200 of each',
    });
    await eventually(async () => {
      const open = await database.rows("SELECT 1 FROM deliveries WHERE status IN ('pending', 'delivered')");
      return open.length === 0;
    });
    expect(webhookIds().toSorted()).toEqual([...ids, ...more.ids].toSorted());
    expect(new Set(mails.received.map(({ messageId }) => messageId)).size).toBe(200);
    expect(mails.received).toHaveLength(200);
  });

  it('that fails is tried again, later each time, under the same id, until it succeeds', async () => {
    const service = await start(toWebhook());
    const times: number[] = [];
    target.answer = (response, received) => {
      times.push(performance.now());
      answerWith(target.received.length < 3 ? 503 : 200)(response, received);
    };
    const { userId, ids } = await notify(service);
    await deliveryIs(service, userId, { channel: 'webhook', status: 'delivered', attempts: 3, cause: null });
    expect(webhookIds()).toEqual([ids[0], ids[0], ids[0]]);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(20);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(40);
  });

  it('that keeps failing is parked with its cause, and made when somebody has it tried again', async () => {
    const service = await start(toWebhook());
    target.answer = answerWith(500);
    const { userId, ids } = await notify(service);
    const parked = { channel: 'webhook', status: 'parked', attempts: 4 } as const;
    await deliveryIs(service, userId, { ...parked, cause: 'given up after 4 attempts: HTTP 500' });
    expect(target.received).toHaveLength(4);

    target.answer = answerWith(204);
    const retried = await post(`${service.url}/v1/notifications/${ids[0]}/deliveries/webhook/retry`);
    expect(retried).toMatchObject({ status: 202, body: { channel: 'webhook', status: 'pending' } });
    await deliveryIs(service, userId, { channel: 'webhook', status: 'delivered', attempts: 1, cause: null });
    expect(new Set(webhookIds())).toEqual(new Set(ids));
  });

  it('that is refused is parked at once', async () => {
    const service = await start(toWebhook());
    target.answer = answerWith(410);
    const { userId } = await notify(service);
    await deliveryIs(service, userId, {
      channel: 'webhook',
      status: 'parked',
      attempts: 1,
      cause: 'HTTP 410',
    });
    expect(target.received).toHaveLength(1);
  });

  it('may be tried again together with all that are parked', async () => {
    const service = await start(toWebhook());
    target.answer = answerWith(404);
    const { userId, ids } = await notify(service, 30);
    await eventually(() => target.received.length >= 30);
    await deliveryIs(service, userId, { channel: 'webhook', status: 'parked' });
    await eventually(
      async () => (await database.rows("SELECT 1 FROM deliveries WHERE status = 'parked'")).length === 30,
    );
    target.answer = answerWith(204);
    target.received.length = 0;
    expect(await post(`${service.url}/v1/deliveries/webhook/retry`)).toEqual({
      status: 202,
      body: { channel: 'webhook', retried: 30 },
    });
    await eventually(() => target.received.length >= 30);
    expect(webhookIds().toSorted()).toEqual(ids.toSorted());
  });

  it('does not wait for another channel that hangs, nor does what is stored', async () => {
    const service = await start({ ...toWebhook(), SMTP_URL: mails.url, WEBHOOK_TIMEOUT_MS: '30000' });
    target.answer = () => undefined;
    const { userId } = await notify(service, 100);
    await eventually(() => mails.received.length >= 100, { what: '100 mails' });
    const later = await notify(service);
    await eventually(() => mails.received.length >= 101, { what: 'the mail after them' });
    await deliveryIs(service, later.userId, { channel: 'in-app', status: 'delivered' });
    await deliveryIs(service, userId, { channel: 'webhook', status: 'pending' });
    await target.close();
    target = await webhookTarget();
  });

  it('whose worker is gone is made by another, once its lease has ended', async () => {
    const gone = await start({ ...toWebhook(), DELIVERY_POLL_MS: '3600000' });
    target.answer = (response) => response.destroy();
    const { userId, ids } = await notify(gone);
    await deliveryIs(gone, userId, { channel: 'webhook', status: 'pending', attempts: 1 });
    // From here the first instance sleeps. It takes the delivery once more, and nothing is ever heard of that.
    await eventually(async () =>
      gone.get(DeliveryQueue).lease({ status: 'pending', channel: 'webhook', limit: 10 }),
    );
    target.answer = answerWith(204);
    target.received.length = 0;

    const other = await start(toWebhook());
    const open = (await eventually(() => delivery(other, userId, 'in-app'))) as DeliveryView;
    expect(open.status).toBe('delivered');
    const nothing = await other
      .get(DeliveryQueue)
      .lease({ status: 'pending', channel: 'webhook', limit: 10 });
    expect(nothing).toBeUndefined();
    expect(target.received).toEqual([]);

    await database.rows("UPDATE deliveries SET due_at = UTC_TIMESTAMP(3) WHERE channel = 'webhook'");
    await deliveryIs(other, userId, { channel: 'webhook', status: 'delivered', attempts: 3 });
    expect(webhookIds()).toEqual(ids);
  });

  it('that ends its worker each time is parked in the end', async () => {
    const service = await start({ ...toWebhook(), DELIVERY_POLL_MS: '3600000' });
    const { userId, ids } = await notify(service);
    await deliveryIs(service, userId, { channel: 'webhook', status: 'delivered' });
    await database.rows(
      "UPDATE deliveries SET status = 'pending', attempts = 4, due_at = UTC_TIMESTAMP(3) WHERE notification_id = ? AND channel = 'webhook'",
      [ids[0]],
    );
    await notify(service);
    await deliveryIs(service, userId, {
      channel: 'webhook',
      status: 'parked',
      cause: 'no attempt came to an end',
    });
  });
});

describe('a lease', () => {
  it('that has been lost says nothing of a failure, and still of a success', async () => {
    const service = await start({ ...toWebhook(), DELIVERY_POLL_MS: '3600000' });
    target.answer = (response) => response.destroy();
    const { userId } = await notify(service);
    await deliveryIs(service, userId, { channel: 'webhook', status: 'pending', attempts: 1 });
    const queue = service.get(DeliveryQueue);
    const take = async (): Promise<Lease> => {
      await database.rows("UPDATE deliveries SET due_at = UTC_TIMESTAMP(3) WHERE channel = 'webhook'");
      return eventually(() => queue.lease({ status: 'pending', channel: 'webhook', limit: 1 }));
    };
    const [lost, held] = [await take(), await take()];
    await queue.settle(lost, [{ status: 'parked', cause: 'too late' }]);
    await deliveryIs(service, userId, { channel: 'webhook', status: 'pending', attempts: 3 });
    await queue.settle(lost, [{ status: 'delivered' }]);
    await deliveryIs(service, userId, { channel: 'webhook', status: 'delivered', attempts: 3 });
    await queue.settle(held, [{ status: 'parked', cause: 'not any more' }]);
    await deliveryIs(service, userId, { channel: 'webhook', status: 'delivered', attempts: 3 });
  });
});

describe('having a delivery tried again', () => {
  it('is refused where there is nothing to try', async () => {
    const service = await start(toWebhook());
    const { userId, ids } = await notify(service);
    await deliveryIs(service, userId, { channel: 'webhook', status: 'delivered' });
    const retry = async (path: string): Promise<unknown> => {
      const { status, body } = await post(`${service.url}/v1/${path}/retry`);
      return [status, body['code']];
    };
    const nobody = ids[0]?.replace(/^.{8}/, '00000000');
    expect(await retry(`notifications/${ids[0]}/deliveries/webhook`)).toEqual([409, 'already_delivered']);
    expect(await retry(`notifications/${ids[0]}/deliveries/in-app`)).toEqual([409, 'already_delivered']);
    expect(await retry(`notifications/${ids[0]}/deliveries/email`)).toEqual([404, 'delivery_not_found']);
    expect(await retry(`notifications/${nobody}/deliveries/webhook`)).toEqual([
      404,
      'notification_not_found',
    ]);
    expect(await retry('notifications/nonsense/deliveries/webhook')).toEqual([404, 'notification_not_found']);
    expect(await retry('deliveries/pigeon')).toEqual([404, 'channel_not_found']);
    expect(await retry('deliveries/email')).toEqual([409, 'channel_off']);
    expect(target.received).toHaveLength(1);
  });
});
