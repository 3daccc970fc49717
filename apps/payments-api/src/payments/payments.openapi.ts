import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { type TSchema, Type } from 'typebox';
import { batchResultSchema, batchSchema } from './payment-batch.ts';
import { paymentSchema } from './payment.ts';
import { orderSchema } from './payment-order.ts';

/** The schemas of the OpenAPI document; the same that check what comes in. */
export const paymentSchemas = {
  PaymentOrder: orderSchema,
  PaymentBatch: batchSchema,
  PaymentBatchResults: Type.Object(
    { results: Type.Array(batchResultSchema) },
    { additionalProperties: false },
  ),
  Payment: paymentSchema,
  PaymentPage: Type.Object(
    {
      data: Type.Array(Type.Ref('#/components/schemas/Payment')),
      nextCursor: Type.Union([Type.String(), Type.Null()]),
    },
    { additionalProperties: false },
  ),
  UserLimit: Type.Object(
    {
      userId: Type.String(),
      day: Type.String({ format: 'date', description: 'Today, in the time zone of the limit.' }),
      timeZone: Type.String(),
      limit: Type.Integer({ minimum: 0, description: 'Approved payments a user may make in a day.' }),
      used: Type.Integer({ minimum: 0, description: 'Payments approved today, as far as the limit.' }),
      remaining: Type.Integer({ minimum: 0 }),
      resetsAt: Type.String({ format: 'date-time', description: 'The next midnight in the time zone.' }),
    },
    { additionalProperties: false },
  ),
} satisfies Record<string, TSchema>;

type SchemaName = keyof typeof paymentSchemas | 'Problem';

const ref = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });

function answer(status: number, description: string, schema: SchemaName, headers: string[] = []) {
  return ApiResponse({
    status,
    description,
    headers: Object.fromEntries(headers.map((name) => [name, headerSchemas[name] ?? {}])),
    content: { 'application/json': { schema: ref(schema) } },
  });
}

const headerSchemas: Record<string, object> = {
  Location: { required: true, schema: { type: 'string' }, description: 'Path of the payment.' },
  'Idempotency-Replayed': {
    schema: { type: 'string', enum: ['true'] },
    description: 'There if the key had made the payment before.',
  },
  'Preference-Applied': { required: true, schema: { type: 'string' }, description: 'wait=N' },
  'Retry-After': { required: true, schema: { type: 'string' }, description: 'Seconds.' },
};

const problemTexts: Record<number, string> = {
  400: 'A header, a parameter or the JSON cannot be read.',
  404: 'There is no such payment.',
  413: 'The body is larger than 1 MiB.',
  415: 'The body is not application/json.',
  422: 'The body is not what it should be, or the Idempotency-Key belongs to another payment.',
  429: 'Too many requests wait; nothing has been done.',
  500: 'Something went wrong on our side.',
  503: 'The database is away, or the service is stopping.',
};

function problems(...statuses: number[]) {
  return applyDecorators(
    ...[...statuses, 500, 503].map((status) =>
      ApiResponse({
        status,
        description: problemTexts[status] ?? '',
        ...(status === 429 || status === 503
          ? { headers: { 'Retry-After': headerSchemas['Retry-After'] as object } }
          : {}),
        content: { 'application/problem+json': { schema: ref('Problem') } },
      }),
    ),
  );
}

const traceHeader = ApiHeader({
  name: 'traceparent',
  required: false,
  description: 'W3C Trace Context; every event about the payment carries it.',
});

export function DescribePay() {
  return applyDecorators(
    ApiOperation({
      operationId: 'pay',
      summary: 'Accept a payment',
      description:
        'A 2xx means that the payment is committed; it is decided afterwards. After any other outcome, or none, send it again with the same key.',
    }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'Belongs to the user: the same key never makes a second payment of this user.',
      schema: { type: 'string', pattern: '^[\\x21-\\x7E]{1,255}$' },
    }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: 'wait=N waits up to N seconds, at most 30, for the decision (RFC 7240).',
    }),
    traceHeader,
    ApiBody({ schema: ref('PaymentOrder') }),
    answer(200, 'Accepted and decided within the time the client would wait.', 'Payment', [
      'Location',
      'Idempotency-Replayed',
      'Preference-Applied',
    ]),
    answer(202, 'Accepted: committed, and to be decided.', 'Payment', ['Location', 'Idempotency-Replayed']),
    problems(400, 413, 415, 422, 429),
  );
}

export function DescribePayBatch() {
  return applyDecorators(
    ApiOperation({
      operationId: 'payBatch',
      summary: 'Accept up to 1,000 payments',
      description: 'Each is accepted or refused by itself; the results stand in the order of the payments.',
    }),
    traceHeader,
    ApiBody({ schema: ref('PaymentBatch') }),
    answer(207, 'What became of each.', 'PaymentBatchResults'),
    problems(400, 413, 415, 422, 429),
  );
}

export function DescribeRead() {
  return applyDecorators(
    ApiOperation({ operationId: 'readPayment', summary: 'A payment as it is now' }),
    ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } }),
    answer(200, 'The payment.', 'Payment'),
    problems(404),
  );
}

export function DescribeList(queries: Readonly<Record<string, TSchema>>) {
  return applyDecorators(
    ApiOperation({
      operationId: 'listPayments',
      summary: 'Payments, newest first',
      description:
        'Pages stay as they are while payments arrive. A page may have fewer payments than asked for, even none, and a next one: the end is where nextCursor is null.',
    }),
    ...Object.entries(queries).map(([name, schema]) => ApiQuery({ name, required: false, schema })),
    answer(200, 'A page.', 'PaymentPage'),
    problems(400),
  );
}

export function DescribeLimit() {
  return applyDecorators(
    ApiOperation({ operationId: 'readLimit', summary: 'What is left of the limit of a user today' }),
    ApiParam({ name: 'userId', schema: { type: 'string' } }),
    answer(200, 'The limit.', 'UserLimit'),
    problems(400),
  );
}
