import { paymentRequested } from '@payments/contracts';

/** Of an event's JSON, to about ten bytes. */
export const eventBytes = 460;

interface RequestedPayment {
  /** The id of its event too. */
  readonly paymentId: string;
  readonly userId: string;
  /** It was made on this day, YYYY-MM-DD, at ten. */
  readonly day: string;
  readonly amount: number;
}

/** The event of a payment as payments-api publishes it, in JSON. */
export function paymentEvent({ paymentId, userId, day, amount }: RequestedPayment): string {
  const time = `${day}T10:00:00.000Z`;
  return JSON.stringify(
    paymentRequested.create({
      id: paymentId,
      subject: userId,
      time,
      data: { paymentId, userId, merchantId: 'chai-point', amount, currency: 'INR', day, createdAt: time },
    }),
  );
}
