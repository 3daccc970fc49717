import {
  type CloudEvent,
  type EventOf,
  eventIds,
  limitExceeded,
  paymentApproved,
  paymentRejected,
  type paymentRequested,
} from '@payments/contracts';
import type { Outcome } from '@payments/kafka';
import { decide } from './daily-limit.ts';
import type { DailyUsage } from './daily-usage.ts';

/**
 * What follows from a requested payment: the decision, and for a rejected one the event that its user is told of. A pure
 * function of the two; even the times come from the payment, so that reading the log again gives the same bytes.
 */
export function decisionOn(
  requested: EventOf<typeof paymentRequested>,
  usage: DailyUsage | undefined,
  limitPerDay: number,
): Outcome<DailyUsage> {
  const { paymentId, userId, merchantId, amount, currency, day } = requested.data;
  const payment = { paymentId, userId, merchantId, amount, currency, day };
  const decision = decide(usage, payment, limitPerDay);
  if (decision.verdict === 'known') return { events: [] };

  const envelope = {
    id: eventIds.decided(paymentId),
    subject: userId,
    time: requested.time,
    traceparent: requested.traceparent,
  };
  if (decision.verdict === 'approved') {
    const data = { ...payment, used: decision.used, limit: limitPerDay };
    return {
      state: decision.usage,
      events: [about(paymentApproved.create({ ...envelope, data }), paymentApproved.topic.name)],
    };
  }
  const rejected = { ...payment, reason: 'daily_limit_exceeded' as const, limit: limitPerDay };
  const exceeded = { ...payment, limit: limitPerDay };
  return {
    events: [
      about(paymentRejected.create({ ...envelope, data: rejected }), paymentRejected.topic.name),
      about(
        limitExceeded.create({ ...envelope, id: eventIds.limitExceeded(paymentId), data: exceeded }),
        limitExceeded.topic.name,
      ),
    ],
  };
}

function about(event: CloudEvent, topic: string): { topic: string; event: CloudEvent } {
  return { topic, event };
}
