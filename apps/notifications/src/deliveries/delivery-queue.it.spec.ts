import { eventually } from '@payments/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryGround } from '../testing/delivery-ground.ts';
import { answerWith } from '../testing/webhook-target.ts';
import { DeliveryQueue, type Lease } from './delivery-queue.service.ts';

let ground: DeliveryGround;

beforeEach(async () => {
  ground = await DeliveryGround.prepare();
});

afterEach(() => ground.leave());

describe('a delivery', () => {
  it('whose worker is gone is made by another, once its lease has ended', async () => {
    const gone = await ground.start({ ...ground.toWebhook, DELIVERY_POLL_MS: '3600000' });
    ground.target.answer = (response) => response.destroy();
    const { userId, ids } = await ground.notify(gone);
    await ground.expectDelivery(gone, userId, { channel: 'webhook', status: 'pending', attempts: 1 });
    // From here the first instance sleeps. It takes the delivery once more, and nothing is ever heard of that.
    await eventually(async () =>
      gone.get(DeliveryQueue).lease({ status: 'pending', channel: 'webhook', limit: 10 }),
    );
    ground.target.answer = answerWith(204);
    ground.target.received.length = 0;

    const other = await ground.start(ground.toWebhook);
    await ground.expectDelivery(other, userId, { channel: 'in-app', status: 'delivered' });
    const nothing = await other
      .get(DeliveryQueue)
      .lease({ status: 'pending', channel: 'webhook', limit: 10 });
    expect(nothing).toBeUndefined();
    expect(ground.target.received).toEqual([]);

    await ground.expireLeases('webhook');
    await ground.expectDelivery(other, userId, { channel: 'webhook', status: 'delivered', attempts: 3 });
    expect(ground.webhookIds).toEqual(ids);
  });

  it('that ends its worker each time is parked in the end', async () => {
    const service = await ground.start({ ...ground.toWebhook, DELIVERY_POLL_MS: '3600000' });
    const { userId, ids } = await ground.notify(service);
    await ground.expectDelivery(service, userId, { channel: 'webhook', status: 'delivered' });
    await ground.database.rows(
      "UPDATE deliveries SET status = 'pending', attempts = 4, due_at = UTC_TIMESTAMP(3) WHERE notification_id = ? AND channel = 'webhook'",
      [ids[0]],
    );
    await ground.notify(service);
    await ground.expectDelivery(service, userId, {
      channel: 'webhook',
      status: 'parked',
      cause: 'no attempt came to an end',
    });
  });
});

describe('what is due', () => {
  it('is told by channel', async () => {
    const service = await ground.start({ ...ground.toWebhook, DELIVERY_POLL_MS: '3600000' });
    const queue = service.get(DeliveryQueue);
    const due = () => queue.dueChannels('delivered', ['in-app', 'webhook', 'email']);
    const { ids } = await ground.notify(service);
    const changed = (change: string) =>
      ground.database.rows(
        `UPDATE deliveries SET ${change} WHERE notification_id = ? AND channel = 'webhook'`,
        ids,
      );
    await eventually(
      async () =>
        (await ground.database.rows("SELECT 1 FROM deliveries WHERE status = 'announced'")).length === 2,
    );
    expect(await due()).toEqual([]);
    await changed("status = 'delivered', due_at = UTC_TIMESTAMP(3)");
    expect(await due()).toEqual(['webhook']);
    await changed('due_at = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR');
    expect(await due()).toEqual([]);
  });
});

describe('a lease', () => {
  it('that has been lost says nothing of a failure, and still of a success', async () => {
    const service = await ground.start({ ...ground.toWebhook, DELIVERY_POLL_MS: '3600000' });
    ground.target.answer = (response) => response.destroy();
    const { userId } = await ground.notify(service);
    await ground.expectDelivery(service, userId, { channel: 'webhook', status: 'pending', attempts: 1 });
    const queue = service.get(DeliveryQueue);
    const take = async (): Promise<Lease> => {
      await ground.expireLeases('webhook');
      return eventually(() => queue.lease({ status: 'pending', channel: 'webhook', limit: 1 }));
    };
    const [lost, held] = [await take(), await take()];
    await queue.settle(lost, [{ status: 'parked', cause: 'too late' }]);
    await ground.expectDelivery(service, userId, { channel: 'webhook', status: 'pending', attempts: 3 });
    await queue.settle(lost, [{ status: 'delivered' }]);
    await ground.expectDelivery(service, userId, { channel: 'webhook', status: 'delivered', attempts: 3 });
    await queue.settle(held, [{ status: 'parked', cause: 'not any more' }]);
    await ground.expectDelivery(service, userId, { channel: 'webhook', status: 'delivered', attempts: 3 });
  });
});
