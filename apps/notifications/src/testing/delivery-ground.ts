import { partialDeepStrictEqual } from 'node:assert';
import { eventually, unique } from '@payments/testing';
import { dailyLimitNotification } from '../limit-exceeded/daily-limit-notification.ts';
import { NotificationStore } from '../notifications/notification-store.service.ts';
import type { DeliveryView, NotificationPage } from '../notifications/notification-view.ts';
import { declinedPayment } from './declined-payment.ts';
import { type MailServer, mailServer } from './mail-server.ts';
import {
  type RunningService,
  startNotifications,
  type TestDatabase,
  testDatabase,
} from './running-service.ts';
import { type WebhookTarget, webhookTarget } from './webhook-target.ts';

const quick = { DELIVERY_BACKOFF_MS: '40', DELIVERY_MAX_BACKOFF_MS: '200', DELIVERY_MAX_ATTEMPTS: '4' };

/** A database, a webhook's target and a mail server, and the services that work with them. */
export class DeliveryGround {
  private readonly running: RunningService[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly target: WebhookTarget,
    readonly mails: MailServer,
  ) {}

  static async prepare(): Promise<DeliveryGround> {
    return new DeliveryGround(...(await Promise.all([testDatabase(), webhookTarget(), mailServer()])));
  }

  /** Settings that switch the webhook on. */
  get toWebhook(): Record<string, string> {
    return {
      WEBHOOK_URL: this.target.url,
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
      WEBHOOK_ALLOW_PRIVATE: 'true',
    };
  }

  /** The ids under which the webhook's target was called. */
  get webhookIds(): string[] {
    return this.target.received.map(({ headers }) => String(headers['webhook-id']));
  }

  async start(environment: Record<string, string> = {}): Promise<RunningService> {
    const service = await startNotifications(this.database, { ...quick, ...environment });
    this.running.push(service);
    return service;
  }

  /** Has a user notified, once or more often. */
  async notify(
    service: RunningService,
    count = 1,
  ): Promise<{ readonly userId: string; readonly ids: string[]; readonly paymentIds: string[] }> {
    const userId = unique('asha');
    const batch = Array.from({ length: count }, () => dailyLimitNotification(declinedPayment({ userId })));
    await service.get(NotificationStore).store(batch);
    return { userId, ids: batch.map(({ id }) => id), paymentIds: batch.map(({ paymentId }) => paymentId) };
  }

  /** The delivery of a user's newest notification by this channel, as the API shows it. */
  async delivery(
    service: RunningService,
    userId: string,
    channel: string,
  ): Promise<DeliveryView | undefined> {
    const answer = await fetch(`${service.url}/v1/users/${userId}/notifications?limit=1`);
    const { data } = (await answer.json()) as NotificationPage;
    return data[0]?.deliveries.find((each) => each.channel === channel);
  }

  /** Waits until that delivery is as expected. */
  async expectDelivery(
    service: RunningService,
    userId: string,
    expected: Partial<DeliveryView> & { readonly channel: string },
  ): Promise<void> {
    await eventually(
      async () =>
        partialDeepStrictEqual(await this.delivery(service, userId, expected.channel), expected) ===
        undefined,
      { what: `a delivery that is ${JSON.stringify(expected)}` },
    );
  }

  /** Lets the time pass that a channel's deliveries wait for. */
  async expireLeases(channel: string): Promise<void> {
    await this.database.rows(
      "UPDATE deliveries SET due_at = UTC_TIMESTAMP(3) WHERE channel = ? AND status IN ('pending', 'delivered')",
      [channel],
    );
  }

  async leave(): Promise<void> {
    await Promise.all(this.running.splice(0).map((service) => service.stop()));
    await Promise.all([this.target.close(), this.mails.close(), this.database.drop()]);
  }
}
