import type { EventContract } from './event-contract.ts';
import { limitExceeded } from './limit-exceeded.ts';
import { notificationSent } from './notification-sent.ts';
import { paymentApproved } from './payment-approved.ts';
import { paymentRejected } from './payment-rejected.ts';
import { paymentRequested } from './payment-requested.ts';

/** Every event of the platform. `docs/events/` is generated from this list. */
export const events: readonly EventContract[] = [
  paymentRequested,
  paymentApproved,
  paymentRejected,
  limitExceeded,
  notificationSent,
];
