import { Type } from 'typebox';
import { type DataOf, defineEvent } from './event-contract.ts';
import { day, paymentId, userId } from './fields.ts';
import { topics } from './topics.ts';

export const notificationSent = defineEvent({
  type: 'notification.sent',
  version: 1,
  source: '/notifications',
  topic: topics.notificationsSent,
  happensWhen: 'A notification has been delivered on one of its channels.',
  data: Type.Object({
    notificationId: Type.String({ minLength: 1, maxLength: 128 }),
    userId,
    paymentId,
    kind: Type.Literal('daily-limit-exceeded'),
    channel: Type.Union([Type.Literal('in-app'), Type.Literal('webhook'), Type.Literal('email')]),
    day,
  }),
});

export type NotificationSent = DataOf<typeof notificationSent>;
