/** What a notification can be about. */
export type NotificationKind = 'daily-limit-exceeded';

/** A notification before it is stored. */
export interface NewNotification {
  /** Derived from the payment and the kind, so that the same event makes the same notification. */
  readonly id: string;
  readonly userId: string;
  readonly paymentId: string;
  readonly kind: NotificationKind;
  readonly title: string;
  readonly message: string;
  /** Calendar day the payment counted for, `YYYY-MM-DD`. */
  readonly day: string;
}

export interface StoredNotification extends NewNotification {
  readonly createdAt: Date;
}
