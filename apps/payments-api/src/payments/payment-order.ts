import type { ProblemDetail } from '@payments/service';
import { type Static, type TObject, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { currencies } from './currencies.ts';
import type { Payment } from './payment.ts';

const partyId = (whose: string) =>
  Type.String({
    pattern: '^[A-Za-z0-9._@-]{1,64}$',
    description: `The ${whose}: 1 to 64 of the characters A-Z a-z 0-9 . _ @ -`,
  });

const orderFields = {
  userId: partyId('user who pays'),
  merchantId: partyId('merchant who is paid'),
  amount: Type.Integer({
    minimum: 1,
    maximum: 1e12,
    description: 'An integer in minor units of the currency, 1 to 1000000000000',
  }),
  currency: Type.Enum([...currencies], { description: 'An active ISO 4217 code such as INR' }),
  description: Type.Optional(Type.String({ maxLength: 140, description: 'Text of at most 140 characters' })),
};

const idempotencyKeyPattern = /^[\x21-\x7E]{1,255}$/;
const idempotencyKey = Type.String({
  pattern: idempotencyKeyPattern.source,
  description: 'Chosen by the client, one per payment of a user: 1 to 255 visible ASCII characters',
});

export const orderSchema = Type.Object(orderFields, { additionalProperties: false });
export const batchItemSchema = Type.Object(
  { idempotencyKey, ...orderFields },
  { additionalProperties: false },
);

/** What a client asks for. */
export type OrderFields = Static<typeof orderSchema>;

/** What a client asks for, with the key under which it asks again. */
export interface PaymentOrder extends OrderFields {
  /** Belongs to the user: two users may use the same. */
  readonly idempotencyKey: string;
  /** W3C Trace Context of the request, if it has one that is valid. */
  readonly traceparent?: string | undefined;
}

export function isIdempotencyKey(text: string): boolean {
  return idempotencyKeyPattern.test(text);
}

const orderCheck = Compile(orderSchema);
const batchItemCheck = Compile(batchItemSchema);
const maxUnknownNamed = 20;

/** Why a body is no order; empty if it is one. */
export function orderViolations(body: unknown): ProblemDetail[] {
  return orderCheck.Check(body)
    ? textViolations(body, '')
    : explain(orderCheck.Errors(body), orderSchema, '');
}

/** Why an item of a batch is no order with its key; empty if it is one. @param pointer to the item in the body */
export function batchItemViolations(item: unknown, pointer: string): ProblemDetail[] {
  return batchItemCheck.Check(item)
    ? textViolations(item, pointer)
    : explain(batchItemCheck.Errors(item), batchItemSchema, pointer);
}

/** JSON can say half of a surrogate pair; UTF-8, and so the database, cannot. */
function textViolations(fields: OrderFields, pointer: string): ProblemDetail[] {
  return fields.description === undefined || fields.description.isWellFormed()
    ? []
    : [{ pointer: `${pointer}/description`, detail: 'is not well-formed Unicode' }];
}

/** One sentence a field, in the words of the schema's descriptions. */
function explain(
  errors: readonly { keyword: string; instancePath: string; params: object }[],
  schema: TObject,
  pointer: string,
): ProblemDetail[] {
  const details = new Map<string, string>();
  for (const { keyword, instancePath, params } of errors) {
    const { requiredProperties = [], additionalProperties = [] } = params as {
      requiredProperties?: string[];
      additionalProperties?: string[];
    };
    for (const field of requiredProperties)
      details.set(`/${field}`, `is missing: ${expected(schema, field)}`);
    for (const field of additionalProperties.slice(0, maxUnknownNamed))
      details.set(`/${escapePointer(field)}`, 'is not a field that is known here');
    if (keyword === 'type' && instancePath === '') details.set('', 'must be a JSON object');
    const field = instancePath.slice(1);
    if (field in schema.properties) details.set(instancePath, `must be ${expected(schema, field)}`);
  }
  return [...details].map(([field, detail]) => ({ pointer: pointer + field, detail }));
}

function expected(schema: TObject, field: string): string {
  const { description = '' } = (schema.properties[field] ?? {}) as { description?: string };
  return description.charAt(0).toLowerCase() + description.slice(1);
}

function escapePointer(field: string): string {
  return field.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** True if the payment is what the order asks for, so that the order is a repetition of the one that made it. */
export function isRepetition(order: PaymentOrder, payment: Payment): boolean {
  return (
    order.merchantId === payment.merchantId &&
    order.amount === payment.amount &&
    order.currency === payment.currency &&
    (order.description ?? null) === payment.description
  );
}
