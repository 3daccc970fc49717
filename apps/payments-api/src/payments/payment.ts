import { type Static, Type } from 'typebox';

export type PaymentStatus = 'pending' | 'approved' | 'rejected';
export type PaymentReason = 'daily_limit_exceeded';

/** A payment, accepted and therefore committed. */
export interface Payment {
  /** UUIDv7 of the database's clock. */
  readonly id: string;
  readonly userId: string;
  readonly merchantId: string;
  /** Minor units of the currency. */
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly status: PaymentStatus;
  readonly reason: PaymentReason | null;
  /** Calendar day of `createdAt` in the time zone of the limit, YYYY-MM-DD. */
  readonly day: string;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
}

const nullable = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);

/** A payment as clients see it. */
export const paymentSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'UUIDv7; grows with the time of acceptance.' }),
    userId: Type.String(),
    merchantId: Type.String(),
    amount: Type.Integer({ description: 'Minor units of the currency: 12500 INR is 125 rupees.' }),
    currency: Type.String({ description: 'ISO 4217.' }),
    description: nullable(Type.String()),
    status: Type.Enum(['pending', 'approved', 'rejected']),
    reason: nullable(Type.Enum(['daily_limit_exceeded'])),
    day: Type.String({
      format: 'date',
      description: 'The calendar day the payment counts for, in the time zone of the limit.',
    }),
    createdAt: Type.String({ format: 'date-time' }),
    decidedAt: nullable(Type.String({ format: 'date-time' })),
  },
  { additionalProperties: false },
);

export type PaymentDocument = Static<typeof paymentSchema>;

export function paymentDocument(payment: Payment): PaymentDocument {
  return {
    id: payment.id,
    userId: payment.userId,
    merchantId: payment.merchantId,
    amount: payment.amount,
    currency: payment.currency,
    description: payment.description,
    status: payment.status,
    reason: payment.reason,
    day: payment.day,
    createdAt: payment.createdAt.toISOString(),
    decidedAt: payment.decidedAt === null ? null : payment.decidedAt.toISOString(),
  };
}
