import { Controller } from '@nestjs/common';
import { type EventOf, paymentApproved, paymentRejected } from '@payments/contracts';
import { EventBatchHandler, PermanentError, type Received } from '@payments/kafka';
import type { Decision } from './decision.ts';
import { DecisionStore } from './decision-store.service.ts';
import { DecisionWatch } from './decision-watch.service.ts';

type DecisionEvent = EventOf<typeof paymentApproved | typeof paymentRejected>;

/** Gives each payment its decision, once, however often it comes; then those who wait for it hear of it. */
@Controller()
export class DecisionsConsumer {
  constructor(
    private readonly store: DecisionStore,
    private readonly watch: DecisionWatch,
  ) {}

  /** A decision on a payment that is not there fails its batch; tried one by one, it fails alone. */
  @EventBatchHandler(paymentApproved, paymentRejected)
  async apply(batch: readonly Received<DecisionEvent>[]): Promise<void> {
    const decisions = batch.map(decisionOf);
    const missing = await this.store.apply(decisions);
    if (missing.length > 0)
      throw new PermanentError(`The table has no payment ${missing[0]}, on which this decides`);
    this.watch.announce(decisions);
  }
}

function decisionOf({ event, timestampMs }: Received<DecisionEvent>): Decision {
  const decidedAt = new Date(timestampMs);
  const { paymentId } = event.data;
  return event.type === 'payment.rejected'
    ? { paymentId, status: 'rejected', reason: event.data.reason, decidedAt }
    : { paymentId, status: 'approved', reason: null, decidedAt };
}
