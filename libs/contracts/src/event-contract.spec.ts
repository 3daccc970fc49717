import { describe, expect, it } from 'vitest';
import { paymentRequested } from './payment-requested.ts';

const event = paymentRequested.create({
  id: '0197a0c0-0000-7000-8000-000000000001',
  subject: 'asha',
  time: '2026-11-22T16:30:00.123Z',
  data: {
    paymentId: '0197a0c0-0000-7000-8000-000000000001',
    userId: 'asha',
    merchantId: 'chai-point',
    amount: 12_500,
    currency: 'INR',
    day: '2026-11-22',
    createdAt: '2026-11-22T16:30:00.123Z',
  },
});

describe('an event contract', () => {
  it('makes events that pass its own check', () => {
    expect(paymentRequested.check(event)).toBe(true);
    expect(paymentRequested.violations(event)).toEqual([]);
  });

  it('keeps the trace of the request that caused it', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(paymentRequested.create({ ...event, traceparent })).toMatchObject({ traceparent });
    expect(event).not.toHaveProperty('traceparent');
  });

  it('lets fields pass that it does not know: a newer writer may add them', () => {
    expect(paymentRequested.check({ ...event, data: { ...event.data, channel: 'upi' } })).toBe(true);
  });

  it.each([
    ['another type', { ...event, type: 'payment.approved' }, '/type'],
    ['an amount with a fraction', { ...event, data: { ...event.data, amount: 1.5 } }, '/data/amount'],
    ['an amount of nothing', { ...event, data: { ...event.data, amount: 0 } }, '/data/amount'],
    [
      'a user of 65 characters',
      { ...event, data: { ...event.data, userId: 'a'.repeat(65) } },
      '/data/userId',
    ],
    [
      'a payment id that is no UUID',
      { ...event, data: { ...event.data, paymentId: '1' } },
      '/data/paymentId',
    ],
    ['no data', { ...event, data: undefined }, ''],
  ])('refuses %s and says where', (_, value, pointer) => {
    const received: unknown = JSON.parse(JSON.stringify(value));
    expect(paymentRequested.check(received)).toBe(false);
    expect(paymentRequested.violations(received).map((violation) => violation.pointer)).toContain(pointer);
  });
});
