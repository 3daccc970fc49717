import { randomUUID } from 'node:crypto';
import { type EventOf, eventIds, type PaymentRequested, paymentRequested } from '@payments/contracts';

/** A valid `payment.requested` event; say only what the test is about. */
export function paymentRequestedEvent(
  data: Partial<PaymentRequested> = {},
): EventOf<typeof paymentRequested> {
  const createdAt = data.createdAt ?? new Date().toISOString();
  const payment: PaymentRequested = {
    paymentId: randomUUID(),
    userId: 'asha',
    merchantId: 'chai-point',
    amount: 12_500,
    currency: 'INR',
    day: createdAt.slice(0, 10),
    createdAt,
    ...data,
  };
  return paymentRequested.create({
    id: eventIds.requested(payment.paymentId),
    subject: payment.userId,
    time: createdAt,
    data: payment,
  });
}
