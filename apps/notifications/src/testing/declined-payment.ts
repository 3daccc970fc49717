import { randomUUID } from 'node:crypto';
import type { LimitExceeded } from '@payments/contracts';

/** A payment that the limit declined; say only what the test is about. */
export function declinedPayment(fields: Partial<LimitExceeded> = {}): LimitExceeded {
  return {
    paymentId: randomUUID(),
    userId: 'asha',
    merchantId: 'chai-point',
    amount: 12_500,
    currency: 'INR',
    day: '2026-11-22',
    limit: 10,
    ...fields,
  };
}
