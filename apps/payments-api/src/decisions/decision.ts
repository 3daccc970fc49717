import type { Payment, PaymentReason } from '../payments/payment.ts';

/** What limit-check has decided about a payment. */
export interface Decision {
  readonly paymentId: string;
  readonly status: 'approved' | 'rejected';
  readonly reason: PaymentReason | null;
  /** When the decision was written to the log. */
  readonly decidedAt: Date;
}

export function decidedPayment(payment: Payment, decision: Decision): Payment {
  const { status, reason, decidedAt } = decision;
  return { ...payment, status, reason, decidedAt };
}
