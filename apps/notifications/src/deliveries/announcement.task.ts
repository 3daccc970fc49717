import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { eventIds, notificationSent } from '@payments/contracts';
import { EventProducer, type OutgoingRecord } from '@payments/kafka';
import type { Subscription } from 'rxjs';
import { Arrivals } from '../notifications/arrivals.ts';
import { RecurringWork } from '../schedule/recurring-work.ts';
import { NotificationSettings } from '../settings.ts';
import { type ChannelName, channelNames, type LeasedDelivery } from './delivery.ts';
import { DeliveryQueue } from './delivery-queue.service.ts';

const announcementsPerRound = 1_000;

/**
 * Publishes `notification.sent` for what has been delivered, and then marks it: after a crash in between it is published again,
 * the same to the byte.
 */
@Injectable()
export class AnnouncementTask implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly work: RecurringWork;
  private arrivals: Subscription | undefined;

  constructor(
    private readonly queue: DeliveryQueue,
    private readonly producer: EventProducer,
    private readonly stored: Arrivals,
    settings: NotificationSettings,
  ) {
    this.work = new RecurringWork({
      name: 'announcing what has been delivered',
      idleMs: settings.delivery.pollMs,
      round: () => this.round(),
    });
  }

  onApplicationBootstrap(): void {
    this.work.start();
    this.arrivals = this.stored.stored.subscribe(() => this.wake());
  }

  wake(): void {
    this.work.wake();
  }

  async onModuleDestroy(): Promise<void> {
    this.arrivals?.unsubscribe();
    await this.work.stop();
  }

  private async round(): Promise<boolean> {
    let isMore = false;
    // One question, and no transaction for each channel, as long as there is nothing.
    for (const channel of await this.queue.dueChannels('delivered', channelNames))
      isMore = (await this.announce(channel)) || isMore;
    return isMore;
  }

  private async announce(channel: ChannelName): Promise<boolean> {
    const lease = await this.queue.lease({ status: 'delivered', channel, limit: announcementsPerRound });
    if (lease === undefined) return false;
    try {
      await this.producer.send(lease.deliveries.map((delivery) => announcement(channel, delivery)));
    } catch (error) {
      await this.queue.release(lease);
      throw error;
    }
    await this.queue.markAnnounced(lease);
    return lease.deliveries.length === announcementsPerRound;
  }
}

function announcement(channel: ChannelName, { notification, deliveredAt }: LeasedDelivery): OutgoingRecord {
  const { id, userId, paymentId, kind, day, createdAt } = notification;
  const event = notificationSent.create({
    id: eventIds.notificationSent(paymentId, channel),
    subject: userId,
    time: (deliveredAt ?? createdAt).toISOString(),
    data: { notificationId: id, userId, paymentId, kind, channel, day },
  });
  return { topic: notificationSent.topic.name, key: userId, value: JSON.stringify(event) };
}
