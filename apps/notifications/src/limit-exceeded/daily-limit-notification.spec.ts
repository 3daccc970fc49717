import type { LimitExceeded } from '@payments/contracts';
import { describe, expect, it } from 'vitest';
import { dailyLimitNotification } from './daily-limit-notification.ts';

const declined: LimitExceeded = {
  paymentId: '019ab5d2-7c41-7f00-8a3b-1c2d3e4f5a6b',
  userId: 'asha',
  merchantId: 'chai-point',
  amount: 12_500,
  currency: 'INR',
  day: '2026-11-22',
  limit: 10,
};

describe('the notification about a declined payment', () => {
  it('says in plain words what was declined and why', () => {
    expect(dailyLimitNotification(declined)).toEqual({
      id: '019ab5d2-7c41-8449-87a9-d49b29d06a8b',
      userId: 'asha',
      paymentId: declined.paymentId,
      kind: 'daily-limit-exceeded',
      title: 'Daily limit reached',
      message:
        'Payment of ₹125.00 to chai-point was declined: you have used all 10 payments for 22 November.',
      day: '2026-11-22',
    });
  });

  it.each([
    [1, 'you have used your one payment for 22 November.'],
    [0, 'no payments are possible on 22 November.'],
  ])('stays English with a limit of %i', (limit, end) => {
    expect(dailyLimitNotification({ ...declined, limit }).message).toContain(end);
  });

  it('names the day of the payment, whatever the time zone of the server', () => {
    expect(dailyLimitNotification({ ...declined, day: '2027-01-01' }).message).toContain('for 1 January.');
  });

  it.each(['2026-02-31', '2026-13-01', '0000-00-00'])('refuses the day %s, which no calendar has', (day) => {
    expect(() => dailyLimitNotification({ ...declined, day })).toThrow(RangeError);
  });
});
