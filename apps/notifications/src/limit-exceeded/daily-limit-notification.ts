import type { LimitExceeded } from '@payments/contracts';
import { notificationId } from '../notifications/notification-id.ts';
import type { NewNotification } from '../notifications/notification.ts';
import { formatMoney } from './money.ts';

/** What a user is told about a payment that the daily limit declined. @throws RangeError if the day is not in the calendar */
export function dailyLimitNotification(declined: LimitExceeded): NewNotification {
  const { paymentId, userId, merchantId, amount, currency, day, limit } = declined;
  const what = `Payment of ${formatMoney(amount, currency)} to ${merchantId} was declined`;
  return {
    id: notificationId(paymentId, 'daily-limit-exceeded'),
    userId,
    paymentId,
    kind: 'daily-limit-exceeded',
    title: 'Daily limit reached',
    message: `${what}: ${why(limit, dayInWords(day))}.`,
    day,
  };
}

function why(limit: number, day: string): string {
  if (limit === 0) return `no payments are possible on ${day}`;
  if (limit === 1) return `you have used your one payment for ${day}`;
  return `you have used all ${limit} payments for ${day}`;
}

const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });

function dayInWords(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day))
    throw new RangeError(`${day} is not a day of the calendar`);
  return dayAndMonth.format(date);
}
