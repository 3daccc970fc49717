import { type EventOf, paymentRequested, topics } from '@payments/contracts';
import type { ProcessorDefinition } from '@payments/kafka';
import type { DailyUsage } from './daily-usage.ts';
import { decisionOn } from './payment-decision.ts';

/** The daily limit over `payments.requested`, with the usage in `limits.usage`. */
export function limitProcessor(
  limitPerDay: number,
): ProcessorDefinition<EventOf<typeof paymentRequested>, DailyUsage> {
  return {
    group: 'limit-check',
    input: paymentRequested,
    changelog: topics.limitsUsage,
    handle: (requested, usage) => decisionOn(requested, usage, limitPerDay),
  };
}
