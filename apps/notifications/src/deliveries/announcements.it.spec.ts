import { eventIds, notificationSent, topics } from '@payments/contracts';
import { eventually, KafkaFaultProxy, testStack } from '@payments/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryGround } from '../testing/delivery-ground.ts';
import { valuesFor } from '../testing/sent-records.ts';

let ground: DeliveryGround;

beforeEach(async () => {
  ground = await DeliveryGround.prepare();
});

afterEach(() => ground.leave());

function sentTo(userId: string): Promise<string[]> {
  return valuesFor(topics.notificationsSent.name, userId);
}

async function allAnnounced(count: number): Promise<boolean> {
  const rows = await ground.database.rows<{ status: string }>('SELECT status FROM deliveries');
  return rows.length === count && rows.every(({ status }) => status === 'announced');
}

describe('notification.sent', () => {
  it('is published once for each channel that has delivered', async () => {
    const service = await ground.start({ ...ground.toWebhook, SMTP_URL: ground.mails.url });
    const { userId, ids, paymentIds } = await ground.notify(service, 40);
    await eventually(() => allAnnounced(120), { what: '120 deliveries to be announced' });

    const events = (await sentTo(userId)).map((value) => JSON.parse(value) as unknown);
    for (const event of events) expect(notificationSent.violations(event)).toEqual([]);
    const sent = events.filter((event) => notificationSent.check(event));
    const expected = paymentIds.flatMap((paymentId) =>
      ['in-app', 'webhook', 'email'].map((channel) => eventIds.notificationSent(paymentId, channel)),
    );
    expect(sent.map(({ id }) => id).toSorted()).toEqual(expected.toSorted());
    expect(new Set(sent.map(({ data }) => data.notificationId))).toEqual(new Set(ids));
    expect(new Set(sent.map(({ subject }) => subject))).toEqual(new Set([userId]));
  });

  it('is published again, the same to the byte, when it is not known to have been', async () => {
    const service = await ground.start();
    const { userId } = await ground.notify(service, 3);
    await eventually(() => allAnnounced(3));
    // As after a crash between the publishing and the mark.
    await ground.database.rows("UPDATE deliveries SET status = 'delivered', due_at = UTC_TIMESTAMP(3)");
    await eventually(() => allAnnounced(3));
    const values = await sentTo(userId);
    expect(values).toHaveLength(6);
    expect(new Set(values).size).toBe(3);
  });

  it('waits for Kafka, while deliveries go on', async () => {
    const proxy = await KafkaFaultProxy.start(testStack().kafka);
    const service = await ground.start({ ...ground.toWebhook, KAFKA_BROKERS: proxy.brokers.join(',') });
    const first = await ground.notify(service);
    await eventually(() => allAnnounced(2));
    proxy.cut();
    const { userId } = await ground.notify(service);
    await ground.expectDelivery(service, userId, { channel: 'webhook', status: 'delivered' });
    expect(await ground.database.rows("SELECT 1 FROM deliveries WHERE status = 'delivered'")).toHaveLength(2);
    proxy.heal();
    await eventually(() => allAnnounced(4), { what: 'everything to be announced' });
    expect(await sentTo(userId)).toHaveLength(2);
    expect(await sentTo(first.userId)).toHaveLength(2);
    await proxy.stop();
  });
});
