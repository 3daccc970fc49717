import { dailyLimitNotification } from '../limit-exceeded/daily-limit-notification.ts';
import type { StoredNotification } from '../notifications/notification.ts';
import { declinedPayment } from './declined-payment.ts';

export function storedNotification(fields: Partial<StoredNotification> = {}): StoredNotification {
  return {
    ...dailyLimitNotification(declinedPayment()),
    createdAt: new Date('2026-11-22T16:30:00.123Z'),
    ...fields,
  };
}
