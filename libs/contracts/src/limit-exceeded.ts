import { Type } from 'typebox';
import { type DataOf, defineEvent } from './event-contract.ts';
import { limit, paymentFields } from './fields.ts';
import { topics } from './topics.ts';

export const limitExceeded = defineEvent({
  type: 'limit.exceeded',
  version: 1,
  source: '/limit-check',
  topic: topics.limitsExceeded,
  happensWhen: 'A payment was rejected because of the daily limit; its user is to be told.',
  data: Type.Object({ ...paymentFields, limit }),
});

export type LimitExceeded = DataOf<typeof limitExceeded>;
