import { paymentIdText } from './payment-id.ts';
import type { Payment } from './payment.ts';

/** What a hand-written SELECT reads for {@link paymentOf}. */
export const paymentColumns =
  'id, user_id, merchant_id, amount, currency, description, status, reason, day, created_at, decided_at';

/** A payment from a row as mysql2 gives it. */
export function paymentOf(row: Readonly<Record<string, unknown>>): Payment {
  return {
    id: paymentIdText(row['id'] as Buffer),
    userId: row['user_id'] as string,
    merchantId: row['merchant_id'] as string,
    // An amount is at most 10^12: a number holds it exactly, however the connection gives a BIGINT.
    amount: Number(row['amount']),
    currency: row['currency'] as string,
    description: row['description'] as string | null,
    status: row['status'] as Payment['status'],
    reason: row['reason'] as Payment['reason'],
    day: row['day'] as string,
    createdAt: row['created_at'] as Date,
    decidedAt: row['decided_at'] as Date | null,
  };
}
