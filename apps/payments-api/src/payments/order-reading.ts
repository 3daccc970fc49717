import { Problem } from '@payments/service';
import {
  batchItemViolations,
  isIdempotencyKey,
  type OrderFields,
  orderViolations,
  type PaymentOrder,
} from './payment-order.ts';
import { paymentProblems } from './payment-problems.ts';
import { validTraceparent } from './traceparent.ts';

export type PaymentHeaders = Readonly<
  Record<'idempotency-key' | 'prefer' | 'traceparent', string | undefined>
>;

/**
 * The order a request brings.
 *
 * @throws Problem
 */
export function orderOf(headers: PaymentHeaders, body: unknown): PaymentOrder {
  const idempotencyKey = headers['idempotency-key'];
  if (idempotencyKey === undefined) throw paymentProblems.idempotencyKeyMissing();
  if (!isIdempotencyKey(idempotencyKey)) throw paymentProblems.idempotencyKeyMalformed();
  const violations = orderViolations(body);
  if (violations.length > 0) throw paymentProblems.bodyInvalid(violations);
  return { ...(body as OrderFields), idempotencyKey, traceparent: validTraceparent(headers.traceparent) };
}

/** The order an item of a batch is, or what is wrong with it. @param pointer to the item in the body */
export function batchOrderOf(
  headers: PaymentHeaders,
  item: unknown,
  pointer: string,
): PaymentOrder | Problem {
  const violations = batchItemViolations(item, pointer);
  return violations.length > 0
    ? paymentProblems.bodyInvalid(violations)
    : { ...(item as PaymentOrder), traceparent: validTraceparent(headers.traceparent) };
}
