import type { StoredNotification } from '../notifications/notification.ts';

/**
 * What a webhook receives, in the shape Standard Webhooks recommends. Nothing in it depends on the attempt: every retry is the
 * same bytes.
 */
export function webhookMessage(notification: StoredNotification): string {
  const { id, userId, paymentId, kind, title, message, day, createdAt } = notification;
  return JSON.stringify({
    type: 'notification.created',
    timestamp: createdAt.toISOString(),
    data: { id, userId, paymentId, kind, title, message, day, createdAt: createdAt.toISOString() },
  });
}
