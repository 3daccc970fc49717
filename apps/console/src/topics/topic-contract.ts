import type { TopicContract } from '@payments/console-api';
import { type EventContract, eventIds, events } from '@payments/contracts';
import type { ProblemDetail } from '@payments/service';

const paymentId = '01976b2e-0000-7000-8000-000000000001';
const time = '2026-11-22T10:00:00.000Z';
const payment = {
  paymentId,
  userId: 'asha',
  merchantId: 'chai-point',
  amount: 12_500,
  currency: 'INR',
  day: '2026-11-22',
};
/** Data that fits each event, by type. */
const examples: Readonly<Record<string, { readonly id: string; readonly data: unknown }>> = {
  'payment.requested': { id: eventIds.requested(paymentId), data: { ...payment, createdAt: time } },
  'payment.approved': { id: eventIds.decided(paymentId), data: { ...payment, used: 1, limit: 10 } },
  'payment.rejected': {
    id: eventIds.decided(paymentId),
    data: { ...payment, reason: 'daily_limit_exceeded', limit: 10 },
  },
  'limit.exceeded': { id: eventIds.limitExceeded(paymentId), data: { ...payment, limit: 10 } },
  'notification.sent': {
    id: eventIds.notificationSent(paymentId, 'in-app'),
    data: {
      notificationId: '6f3f4b0e-0000-8000-8000-000000000001',
      paymentId,
      userId: 'asha',
      kind: 'daily-limit-exceeded',
      channel: 'in-app',
      day: payment.day,
    },
  },
};

function contractsOf(topic: string): readonly EventContract[] {
  return events.filter((event) => event.topic.name === topic);
}

/** What belongs into a topic. */
export function contractOf(topic: string): TopicContract {
  return {
    events: contractsOf(topic).map((event) => {
      const { type, happensWhen, schema } = event;
      const { id = paymentId, data = {} } = examples[type] ?? {};
      const example = event.create({ id, subject: payment.userId, time, data });
      return { type, happensWhen, schema, example };
    }),
  };
}

/** Why a record is not what its topic takes; empty if it is, or if its topic has no contract. */
export function contractViolations(
  topic: string,
  record: { key: Buffer | null; value: Buffer | null },
): ProblemDetail[] {
  const contracts = contractsOf(topic);
  if (contracts.length === 0) return [];
  if (record.value === null) return [{ pointer: '/value', detail: 'has to be an event; there is none' }];
  let event: unknown;
  try {
    event = JSON.parse(record.value.toString());
  } catch (error) {
    return [{ pointer: '/value', detail: `is not JSON: ${(error as Error).message}` }];
  }
  const { type, subject } = (event ?? {}) as { readonly type?: unknown; readonly subject?: unknown };
  const contract = contracts.find((each) => each.type === type);
  if (contract === undefined)
    return [
      { pointer: '/value/type', detail: `has to be ${contracts.map((each) => each.type).join(' or ')}` },
    ];
  const violations = contract
    .violations(event)
    .map(({ pointer, detail }) => ({ pointer: `/value${pointer}`, detail }));
  if (violations.length === 0 && record.key?.toString() !== subject)
    violations.push({
      pointer: '/key',
      detail: 'has to be the subject of the event, so that a user’s events keep their order',
    });
  return violations;
}
