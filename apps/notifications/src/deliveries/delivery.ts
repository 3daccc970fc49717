import type { NotificationSent } from '@payments/contracts';
import type { StoredNotification } from '../notifications/notification.ts';

/** The ways to a user. */
export type ChannelName = NotificationSent['channel'];

export const channelNames: readonly ChannelName[] = ['in-app', 'webhook', 'email'];

/**
 * Where a delivery stands: `pending` until its channel took it, then `delivered`, then `announced` once `notification.sent` is
 * published. One that cannot succeed, or did not after all attempts, is `parked` until somebody has it tried again.
 */
export type DeliveryStatus = 'pending' | 'delivered' | 'announced' | 'parked';

/** A delivery that is taken: until `leasedUntil` nobody else takes it. */
export interface LeasedDelivery {
  readonly notification: StoredNotification;
  /** How often it has been tried, this time included. */
  readonly attempts: number;
  readonly deliveredAt: Date | null;
}

/** The end of an attempt. */
export type DeliveryOutcome =
  | { readonly status: 'delivered' }
  | { readonly status: 'pending'; readonly cause: string; readonly delayMs: number }
  | { readonly status: 'parked'; readonly cause: string };
