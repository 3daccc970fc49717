import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { type Channel, Channels, DeliveryError } from '../channels/channel.ts';
import { Arrivals } from '../notifications/arrivals.ts';
import { RecurringWork } from '../schedule/recurring-work.ts';
import { NotificationSettings } from '../settings.ts';
import { AnnouncementTask } from './announcement.task.ts';
import type { DeliveryOutcome, LeasedDelivery } from './delivery.ts';
import { DeliveryQueue, type Lease } from './delivery-queue.service.ts';
import { DeliveryMetrics } from './delivery.metrics.ts';
import { afterFailure } from './retry-policy.ts';

/** A delivery that takes its time holds up those of its lane at most; every channel has lanes of its own. */
const lanesPerChannel = 4;
const deliveriesPerRound = 16;

/** Hands due deliveries to their channels. */
@Injectable()
export class DeliveryTask implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('deliveries');
  private readonly lanes: readonly RecurringWork[];
  private arrivals: Subscription | undefined;

  constructor(
    { enabled }: Channels,
    private readonly queue: DeliveryQueue,
    private readonly announcements: AnnouncementTask,
    private readonly metrics: DeliveryMetrics,
    private readonly settings: NotificationSettings,
    private readonly stored: Arrivals,
  ) {
    this.lanes = enabled
      .filter((channel) => channel.deliver !== undefined)
      .flatMap((channel) => Array.from({ length: lanesPerChannel }, () => this.lane(channel)));
  }

  onApplicationBootstrap(): void {
    for (const lane of this.lanes) lane.start();
    this.arrivals = this.stored.stored.subscribe(() => this.wake());
  }

  /** There are deliveries that were not due before. */
  wake(): void {
    for (const lane of this.lanes) lane.wake();
  }

  async onModuleDestroy(): Promise<void> {
    this.arrivals?.unsubscribe();
    await Promise.all(this.lanes.map((lane) => lane.stop()));
  }

  private lane(channel: Channel): RecurringWork {
    return new RecurringWork({
      name: `delivering by ${channel.name}`,
      idleMs: this.settings.delivery.pollMs,
      round: () => this.round(channel),
    });
  }

  private async round(channel: Channel): Promise<boolean> {
    const lease = await this.queue.lease({
      status: 'pending',
      channel: channel.name,
      limit: deliveriesPerRound,
    });
    if (lease === undefined) return false;
    const outcomes = await Promise.all(lease.deliveries.map((delivery) => this.attempt(channel, delivery)));
    await this.queue.settle(lease, outcomes);
    this.tell(lease, outcomes);
    return lease.deliveries.length === deliveriesPerRound;
  }

  private async attempt(channel: Channel, delivery: LeasedDelivery): Promise<DeliveryOutcome> {
    const ended = this.metrics.attempt(channel.name);
    const outcome = await this.outcomeOf(channel, delivery);
    ended(outcome.status);
    return outcome;
  }

  private async outcomeOf(channel: Channel, delivery: LeasedDelivery): Promise<DeliveryOutcome> {
    const { notification, attempts } = delivery;
    try {
      // Taken more often than it may be tried: the attempts did not end, but their workers did.
      if (attempts > this.settings.delivery.maxAttempts)
        throw new DeliveryError('no attempt came to an end', { isPermanent: true });
      await channel.deliver?.(notification);
      return { status: 'delivered' };
    } catch (error) {
      if (!(error instanceof DeliveryError))
        this.log.error(`${channel.name} failed on ${notification.id}`, error);
      return afterFailure(this.settings.delivery, { error, attempts, random: Math.random() });
    }
  }

  /** One line a round: when a receiver refuses everything, that is a line too many for each. */
  private tell({ channel, deliveries }: Lease, outcomes: readonly DeliveryOutcome[]): void {
    const parked = outcomes.flatMap((outcome, index) =>
      outcome.status === 'parked' ? [`${deliveries[index]?.notification.id} (${outcome.cause})`] : [],
    );
    if (parked.length > 0)
      this.log.warn(`${channel}: parked ${parked.length}, the first of them ${parked[0]}`);
    if (outcomes.some(({ status }) => status === 'delivered')) this.announcements.wake();
  }
}
