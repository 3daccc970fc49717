import { Type } from 'typebox';
import { type DataOf, defineEvent } from './event-contract.ts';
import { limit, paymentFields } from './fields.ts';
import { topics } from './topics.ts';

export const paymentApproved = defineEvent({
  type: 'payment.approved',
  version: 1,
  source: '/limit-check',
  topic: topics.paymentsDecided,
  happensWhen: 'A payment took one of the slots that its user has for the day.',
  data: Type.Object({
    ...paymentFields,
    used: Type.Integer({ minimum: 1, description: 'Slots taken that day, this one included.' }),
    limit,
  }),
});

export type PaymentApproved = DataOf<typeof paymentApproved>;
