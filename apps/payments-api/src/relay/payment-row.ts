import { type EventOf, eventIds, type PaymentRequested, paymentRequested } from '@payments/contracts';

/** A row of `payments`, as the binlog and a query with dates as strings both give it. */
export interface PaymentRow {
  readonly id: Buffer;
  readonly user_id: string;
  readonly merchant_id: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  /** `2026-11-22` */
  readonly day: string;
  /** UTC: `2026-11-22 16:30:00.123` */
  readonly created_at: string;
  readonly traceparent: string | null;
}

/** The event's record; the same row gives the same bytes, whenever and by whomever it is published. */
export interface PaymentRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly timestampMs: number;
}

/** The event that says a payment was committed. */
export function paymentRequestedFrom(row: PaymentRow): EventOf<typeof paymentRequested> {
  const paymentId = uuidFrom(row.id);
  const createdAt = `${row.created_at.slice(0, 10)}T${row.created_at.slice(11)}Z`;
  const data: PaymentRequested = {
    paymentId,
    userId: row.user_id,
    merchantId: row.merchant_id,
    amount: row.amount,
    currency: row.currency,
    day: row.day,
    ...(row.description === null ? {} : { description: row.description }),
    createdAt,
  };
  return paymentRequested.create({
    id: eventIds.requested(paymentId),
    subject: row.user_id,
    time: createdAt,
    traceparent: row.traceparent ?? undefined,
    data,
  });
}

/** The record carries the payment's own time, so that whoever files by time files a late or repeated one alike. */
export function paymentRecord(topic: string, row: PaymentRow): PaymentRecord {
  const event = paymentRequestedFrom(row);
  return { topic, key: event.subject, value: JSON.stringify(event), timestampMs: Date.parse(event.time) };
}

export function uuidFrom(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}
