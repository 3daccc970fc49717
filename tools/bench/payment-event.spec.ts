import { paymentRequested } from '@payments/contracts';
import { expect, it } from 'vitest';
import { eventBytes, paymentEvent } from './payment-event.ts';

const event = paymentEvent({
  paymentId: '01980000-0000-7000-8000-000000000001',
  userId: 'user-29917',
  day: '2026-11-22',
  amount: 12_500,
});

it("the bench's events are those of the platform", () => {
  expect(paymentRequested.violations(JSON.parse(event))).toEqual([]);
});

it("the bench's events are as large as its figures say", () => {
  expect(Math.abs(event.length - eventBytes)).toBeLessThan(10);
});
