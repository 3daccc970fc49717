import { type DailyUsage, withApproved } from './daily-usage.ts';

/** What the rule has to know of a payment. */
export interface PaymentOfDay {
  readonly paymentId: string;
  /** The day it counts for, fixed when it was accepted; the time of the check plays no part. */
  readonly day: string;
}

export type Decision =
  | { readonly verdict: 'approved'; readonly used: number; readonly usage: DailyUsage }
  | { readonly verdict: 'rejected' }
  /** It was approved before and is delivered again: it keeps its slot and takes no other. */
  | { readonly verdict: 'known' };

const nothingUsed: DailyUsage = {};

/** At most `limitPerDay` approved payments a user a day: the first ones in log order. */
export function decide(usage: DailyUsage | undefined, payment: PaymentOfDay, limitPerDay: number): Decision {
  const before = usage ?? nothingUsed;
  const approved = before[payment.day] ?? [];
  if (approved.includes(payment.paymentId)) return { verdict: 'known' };
  if (approved.length >= limitPerDay) return { verdict: 'rejected' };
  return {
    verdict: 'approved',
    used: approved.length + 1,
    usage: withApproved(before, payment.day, payment.paymentId),
  };
}
