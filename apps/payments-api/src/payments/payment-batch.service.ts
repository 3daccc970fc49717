import { Injectable, Logger } from '@nestjs/common';
import { Problem } from '@payments/service';
import { batchOrderOf, type PaymentHeaders } from './order-reading.ts';
import { type BatchResult, batchItems } from './payment-batch.ts';
import type { PaymentOrder } from './payment-order.ts';
import { PaymentIntake } from './payment-intake.service.ts';
import { paymentDocument } from './payment.ts';
import { paymentProblems } from './payment-problems.ts';
import type { StoredPayment } from './payment-store.service.ts';

interface BatchRequest {
  readonly headers: PaymentHeaders;
  readonly body: unknown;
  /** Path of the request. */
  readonly instance: string;
}

/** Many payments in one request, each of which stands or falls alone. */
@Injectable()
export class PaymentBatches {
  private readonly log = new Logger(PaymentBatches.name);

  constructor(private readonly intake: PaymentIntake) {}

  /** @throws Problem if there is no list of payments, or none of the good ones could be committed */
  async accept({ headers, body, instance }: BatchRequest): Promise<BatchResult[]> {
    const batch = batchItems(body);
    if ('errors' in batch) throw paymentProblems.bodyInvalid(batch.errors);
    const items = batch.items.map((item, index) => batchOrderOf(headers, item, `/payments/${index}`));
    const orders = items.filter((item): item is PaymentOrder => !(item instanceof Problem));
    const outcomes = await this.intake.acceptAll(orders);
    refuseIfAway(outcomes);
    const outcomeOf = new Map(orders.map((order, index) => [order, outcomes[index]]));
    return items.map((item) => {
      if (item instanceof Problem) return refusal(item, instance);
      const outcome = outcomeOf.get(item) as PromiseSettledResult<StoredPayment>;
      return outcome.status === 'fulfilled'
        ? acceptance(outcome.value)
        : refusal(this.problemOf(outcome.reason), instance);
    });
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof Problem) return error;
    this.log.error('A payment of a batch failed', error);
    return paymentProblems.unexpected(error);
  }
}

/** When nothing at all could be committed, the whole request may be sent again, and says so by its status. */
function refuseIfAway(outcomes: readonly PromiseSettledResult<StoredPayment>[]): void {
  const [first] = outcomes;
  if (first?.status === 'rejected' && outcomes.every(isAway)) throw first.reason;
}

function isAway(outcome: PromiseSettledResult<StoredPayment>): boolean {
  return outcome.status === 'rejected' && outcome.reason instanceof Problem && outcome.reason.status === 503;
}

function acceptance({ payment, isNew }: StoredPayment): BatchResult {
  return { status: 202, ...(isNew ? {} : { replayed: true }), payment: paymentDocument(payment) };
}

function refusal(problem: Problem, instance: string): BatchResult {
  return { status: problem.status, problem: problem.document(instance) };
}
