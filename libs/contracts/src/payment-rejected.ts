import { Type } from 'typebox';
import { type DataOf, defineEvent } from './event-contract.ts';
import { limit, paymentFields } from './fields.ts';
import { topics } from './topics.ts';

export const paymentRejected = defineEvent({
  type: 'payment.rejected',
  version: 1,
  source: '/limit-check',
  topic: topics.paymentsDecided,
  happensWhen: 'A payment came after its user had taken every slot of the day.',
  data: Type.Object({
    ...paymentFields,
    reason: Type.Literal('daily_limit_exceeded'),
    limit,
  }),
});

export type PaymentRejected = DataOf<typeof paymentRejected>;
