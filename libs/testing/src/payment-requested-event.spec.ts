import { paymentRequested } from '@payments/contracts';
import { expect, it } from 'vitest';
import { paymentRequestedEvent } from './payment-requested-event.ts';

it('is an event the contract accepts', () => {
  expect(paymentRequested.violations(paymentRequestedEvent())).toEqual([]);
});

it('carries what the test says, in the envelope too', () => {
  const event = paymentRequestedEvent({ userId: 'ravi', amount: 1, createdAt: '2026-11-22T10:00:00.000Z' });
  expect(event).toMatchObject({ subject: 'ravi', time: '2026-11-22T10:00:00.000Z' });
  expect(event.data).toMatchObject({ userId: 'ravi', amount: 1, day: '2026-11-22' });
});
