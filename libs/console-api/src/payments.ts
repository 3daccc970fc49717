/** `POST apiPaths.payments()` with header `Idempotency-Key` (left out: the console makes one) and optionally `Prefer: wait=N`. */
export interface PaymentOrder {
  readonly userId: string;
  readonly merchantId: string;
  /** Minor units: 12500 INR is 125 rupees. */
  readonly amount: number;
  readonly currency: string;
  readonly description?: string;
}

export interface Payment extends PaymentOrder {
  readonly id: string;
  readonly status: 'pending' | 'approved' | 'rejected';
  readonly reason: 'daily_limit_exceeded' | null;
  /** The calendar day it counts for, in the zone of the limit. */
  readonly day: string;
  /** RFC 3339 */
  readonly createdAt: string;
  readonly decidedAt: string | null;
}

/** `GET apiPaths.payments()?userId=&status=&day=&limit=&cursor=`, newest first. An id is looked up by `apiPaths.payment(id)`. */
export interface PaymentPage {
  readonly data: readonly Payment[];
  readonly nextCursor: string | null;
}

/** `GET apiPaths.userLimit(userId)` */
export interface UserLimit {
  readonly userId: string;
  readonly day: string;
  readonly timeZone: string;
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly resetsAt: string;
}

export interface Notification {
  readonly id: string;
  readonly userId: string;
  readonly paymentId: string;
  readonly kind: string;
  readonly title: string;
  readonly message: string;
  readonly day: string;
  readonly createdAt: string;
  readonly readAt: string | null;
  readonly deliveries: readonly {
    readonly channel: string;
    readonly status: string;
    readonly attempts: number;
    readonly cause: string | null;
  }[];
}

/**
 * `GET apiPaths.notifications(userId)?limit=&cursor=`, newest first. `GET apiPaths.notificationStream(userId)`: server-sent events
 * `notification` (data: Notification), from now on or after `Last-Event-ID`.
 */
export interface NotificationPage {
  readonly data: readonly Notification[];
  readonly nextCursor: string | null;
}

/**
 * `GET apiPaths.paymentLife(id)`: where a payment has been. `GET apiPaths.paymentLifeStream(id)`: the same as server-sent events `life`,
 * one first and then one when it has changed; it ends with the event `end` (close it then) once it is complete, or after five minutes.
 */
export interface PaymentLife {
  readonly payment: Payment;
  /** In the order of the way; those that are not due for this payment are left out. */
  readonly steps: readonly LifeStep[];
  /** True once nothing more is to come. */
  readonly isComplete: boolean;
}

export type LifeStepId =
  /** The row in MySQL. */
  | 'committed'
  /** The event in `payments.requested`. */
  | 'requested'
  /** The event in `payments.decided`: who decided it, how and why. */
  | 'decided'
  /** The event in `limits.exceeded`; rejected payments only. */
  | 'limit-exceeded'
  /** The notification that was stored; rejected payments only. */
  | 'notified'
  /** The event in `notifications.sent`; rejected payments only. */
  | 'notification-sent'
  /** The row's change as the connector wrote it to Kafka. */
  | 'captured'
  /** The object in S3 that holds it. */
  | 'archived';

export interface LifeStep {
  readonly id: LifeStepId;
  /** `away`: what knows it does not answer; `not-found`: it should be there by now, or its topic has forgotten it. */
  readonly state: 'done' | 'pending' | 'not-found' | 'away';
  /** Who did it: a service, `mysql` or a connector's name. */
  readonly by: string;
  /** One sentence for a person: what happened, and why. */
  readonly detail: string;
  /** Milliseconds since the epoch; null while it is not done. */
  readonly atMs: number | null;
  /** The record; null for steps that are none. */
  readonly record: { readonly topic: string; readonly partition: number; readonly offset: number } | null;
  /** The object in S3. */
  readonly objectKey: string | null;
  /** A notification's id. */
  readonly notificationId: string | null;
}
