import type { ProblemDetail, ProblemDocument } from '@payments/service';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { paymentSchema } from './payment.ts';
import { batchItemSchema } from './payment-order.ts';

export const batchSchema = Type.Object(
  { payments: Type.Array(batchItemSchema, { minItems: 1, maxItems: 1_000 }) },
  { additionalProperties: false },
);

/** What became of one item: its payment, or the problem document it would have got alone. */
export const batchResultSchema = Type.Union([
  Type.Object(
    {
      status: Type.Literal(202),
      replayed: Type.Optional(Type.Literal(true, { description: 'Its key had made the payment before.' })),
      payment: Type.Ref('#/components/schemas/Payment'),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { status: Type.Integer({ minimum: 400 }), problem: Type.Ref('#/components/schemas/Problem') },
    { additionalProperties: false },
  ),
]);

export type BatchResult =
  | { readonly status: 202; readonly replayed?: true; readonly payment: Static<typeof paymentSchema> }
  | { readonly status: number; readonly problem: ProblemDocument };

/** The items are looked at one by one later, so that a bad one fails alone. */
const envelope = Compile(
  Type.Object(
    { payments: Type.Array(Type.Unknown(), { minItems: 1, maxItems: 1_000 }) },
    { additionalProperties: false },
  ),
);

/** The items of a batch, each still to be checked; or why it is none. */
export function batchItems(body: unknown): { items: unknown[] } | { errors: ProblemDetail[] } {
  if (envelope.Check(body)) return { items: body.payments };
  const pointers = envelope.Errors(body).map(({ instancePath }) => instancePath);
  return pointers.includes('') && Array.isArray((body as { payments?: unknown } | null)?.payments)
    ? { errors: [{ pointer: '', detail: 'must have the field payments and no other' }] }
    : { errors: [{ pointer: '/payments', detail: 'must be a list of 1 to 1000 payments' }] };
}
