/**
 * Ids of the events about one payment. They are derived, never drawn, so that a second delivery carries the id of the
 * first and whoever has acted on it can tell.
 */
export const eventIds = {
  requested: (paymentId: string): string => paymentId,
  decided: (paymentId: string): string => `${paymentId}.decided`,
  limitExceeded: (paymentId: string): string => `${paymentId}.limit-exceeded`,
  notificationSent: (paymentId: string, channel: string): string => `${paymentId}.notified.${channel}`,
} as const;
