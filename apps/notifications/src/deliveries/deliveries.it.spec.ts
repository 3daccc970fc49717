import { eventually } from '@payments/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryGround } from '../testing/delivery-ground.ts';
import { answerWith } from '../testing/webhook-target.ts';

let ground: DeliveryGround;

beforeEach(async () => {
  ground = await DeliveryGround.prepare();
});

afterEach(() => ground.leave());

async function post(url: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(url, { method: 'POST' });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('a delivery', () => {
  it('is made once by each channel, whichever of two instances makes it', async () => {
    const [one, other] = await Promise.all([
      ground.start({ ...ground.toWebhook, SMTP_URL: ground.mails.url }),
      ground.start({ ...ground.toWebhook, SMTP_URL: ground.mails.url }),
    ]);
    const { ids } = await ground.notify(one, 150);
    const more = await ground.notify(other, 50);
    await eventually(() => ground.target.received.length >= 200 && ground.mails.received.length >= 200, {
      what: '200 of each',
    });
    await eventually(async () => {
      const open = await ground.database.rows(
        "SELECT 1 FROM deliveries WHERE status IN ('pending', 'delivered')",
      );
      return open.length === 0;
    });
    expect(ground.webhookIds.toSorted()).toEqual([...ids, ...more.ids].toSorted());
    expect(new Set(ground.mails.received.map(({ messageId }) => messageId)).size).toBe(200);
    expect(ground.mails.received).toHaveLength(200);
  });

  it('that fails is tried again, later each time, under the same id, until it succeeds', async () => {
    const service = await ground.start(ground.toWebhook);
    const times: number[] = [];
    ground.target.answer = (response, received) => {
      times.push(performance.now());
      answerWith(ground.target.received.length < 3 ? 503 : 200)(response, received);
    };
    const { userId, ids } = await ground.notify(service);
    await ground.expectDelivery(service, userId, {
      channel: 'webhook',
      status: 'delivered',
      attempts: 3,
      cause: null,
    });
    expect(ground.webhookIds).toEqual([ids[0], ids[0], ids[0]]);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(20);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(40);
  });

  it('that keeps failing is parked with its cause, and made when somebody has it tried again', async () => {
    const service = await ground.start(ground.toWebhook);
    ground.target.answer = answerWith(500);
    const { userId, ids } = await ground.notify(service);
    const parked = { channel: 'webhook', status: 'parked', attempts: 4 } as const;
    await ground.expectDelivery(service, userId, { ...parked, cause: 'given up after 4 attempts: HTTP 500' });
    expect(ground.target.received).toHaveLength(4);

    ground.target.answer = answerWith(204);
    const retried = await post(`${service.url}/v1/notifications/${ids[0]}/deliveries/webhook/retry`);
    expect(retried).toMatchObject({ status: 202, body: { channel: 'webhook', status: 'pending' } });
    await ground.expectDelivery(service, userId, {
      channel: 'webhook',
      status: 'delivered',
      attempts: 1,
      cause: null,
    });
    expect(new Set(ground.webhookIds)).toEqual(new Set(ids));
  });

  it('that is refused is parked at once', async () => {
    const service = await ground.start(ground.toWebhook);
    ground.target.answer = answerWith(410);
    const { userId } = await ground.notify(service);
    await ground.expectDelivery(service, userId, {
      channel: 'webhook',
      status: 'parked',
      attempts: 1,
      cause: 'HTTP 410',
    });
    expect(ground.target.received).toHaveLength(1);
  });

  it('may be tried again together with all that are parked', async () => {
    const service = await ground.start(ground.toWebhook);
    ground.target.answer = answerWith(404);
    const { userId, ids } = await ground.notify(service, 30);
    await eventually(() => ground.target.received.length >= 30);
    await ground.expectDelivery(service, userId, { channel: 'webhook', status: 'parked' });
    await eventually(
      async () =>
        (await ground.database.rows("SELECT 1 FROM deliveries WHERE status = 'parked'")).length === 30,
    );
    ground.target.answer = answerWith(204);
    ground.target.received.length = 0;
    expect(await post(`${service.url}/v1/deliveries/webhook/retry`)).toEqual({
      status: 202,
      body: { channel: 'webhook', retried: 30 },
    });
    await eventually(() => ground.target.received.length >= 30);
    expect(ground.webhookIds.toSorted()).toEqual(ids.toSorted());
  });

  it('does not wait for another channel that hangs, nor does what is stored', async () => {
    const service = await ground.start({
      ...ground.toWebhook,
      SMTP_URL: ground.mails.url,
      WEBHOOK_TIMEOUT_MS: '30000',
    });
    ground.target.answer = () => undefined;
    const { userId } = await ground.notify(service, 100);
    await eventually(() => ground.mails.received.length >= 100, { what: '100 mails' });
    const later = await ground.notify(service);
    await eventually(() => ground.mails.received.length >= 101, { what: 'the mail after them' });
    await ground.expectDelivery(service, later.userId, { channel: 'in-app', status: 'delivered' });
    await ground.expectDelivery(service, userId, { channel: 'webhook', status: 'pending' });
    ground.target.hangUp();
  });
});

describe('having a delivery tried again', () => {
  it('is refused where there is nothing to try', async () => {
    const service = await ground.start(ground.toWebhook);
    const { userId, ids } = await ground.notify(service);
    await ground.expectDelivery(service, userId, { channel: 'webhook', status: 'delivered' });
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
    expect(ground.target.received).toHaveLength(1);
  });
});
