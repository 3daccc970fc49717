import { Type } from 'typebox';
import { type DataOf, defineEvent } from './event-contract.ts';
import { paymentFields } from './fields.ts';
import { topics } from './topics.ts';

export const paymentRequested = defineEvent({
  type: 'payment.requested',
  version: 1,
  source: '/payments-api',
  topic: topics.paymentsRequested,
  happensWhen: 'A payment has been committed to the database of payments-api and waits for its decision.',
  data: Type.Object({
    ...paymentFields,
    description: Type.Optional(Type.String({ maxLength: 140 })),
    createdAt: Type.String({ format: 'date-time', description: 'When the database accepted it.' }),
  }),
});

export type PaymentRequested = DataOf<typeof paymentRequested>;
