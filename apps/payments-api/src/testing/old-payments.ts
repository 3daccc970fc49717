import { paymentIdBytes, firstPaymentIdAt, newPaymentIds } from '../payments/payment-id.ts';
import type { TestDatabase } from './running-api.ts';

export interface OldPayments {
  readonly userId: string;
  readonly count?: number;
  readonly status?: 'pending' | 'approved' | 'rejected';
  readonly day?: string;
  /** When the first of them was accepted; the others follow, a millisecond after each other. */
  readonly at?: string;
}

/** Payments as they would be in the table if they had been accepted at another time. */
export async function storeOldPayments(database: TestDatabase, payments: OldPayments): Promise<void> {
  const {
    userId,
    count = 1,
    status = 'pending',
    day = '2026-03-15',
    at = '2026-03-15T10:00:00.000Z',
  } = payments;
  const startMs = Date.parse(at);
  const rows = Array.from({ length: count }, (_, index) => {
    const acceptedMs = startMs + index;
    const id = newPaymentIds(acceptedMs, 1)[0] ?? paymentIdBytes(firstPaymentIdAt(acceptedMs));
    const createdAt = new Date(acceptedMs);
    return [id, userId, `old-${at}-${index}`, 'chai-point', 1, 'INR', status, day, createdAt];
  });
  await database.rows(
    'INSERT INTO payments (id, user_id, idempotency_key, merchant_id, amount, currency, status, day, created_at) VALUES ?',
    [rows],
  );
}
