export { events } from './catalogue.ts';
export type {
  CloudEvent,
  DataOf,
  EventContract,
  EventFields,
  EventOf,
  SchemaViolation,
} from './event-contract.ts';
export { defineEvent } from './event-contract.ts';
export { eventIds } from './event-ids.ts';
export { limitExceeded, type LimitExceeded } from './limit-exceeded.ts';
export { notificationSent, type NotificationSent } from './notification-sent.ts';
export { paymentApproved, type PaymentApproved } from './payment-approved.ts';
export { paymentRejected, type PaymentRejected } from './payment-rejected.ts';
export { paymentRequested, type PaymentRequested } from './payment-requested.ts';
export { deadLetterTopic, topics, type Topic } from './topics.ts';
