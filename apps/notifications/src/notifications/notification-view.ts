import { type Static, Type } from 'typebox';
import type { DeliveryEntity } from '../deliveries/delivery.entity.ts';
import { channelNames } from '../deliveries/delivery.ts';
import type { NotificationEntity } from './notification.entity.ts';

export const deliveryView = Type.Object(
  {
    channel: Type.Union([Type.Literal('in-app'), Type.Literal('webhook'), Type.Literal('email')]),
    status: Type.Union([Type.Literal('pending'), Type.Literal('delivered'), Type.Literal('parked')], {
      description: 'parked: given up; POST …/deliveries/{channel}/retry has it tried again.',
    }),
    attempts: Type.Integer({ minimum: 0, description: 'Since it was stored, or since it was last retried.' }),
    cause: Type.Union([Type.String(), Type.Null()], { description: 'Why the last attempt failed.' }),
  },
  { additionalProperties: false },
);

const moment = { format: 'date-time', description: 'UTC, milliseconds.' } as const;

export const notificationView = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    userId: Type.String(),
    paymentId: Type.String({ format: 'uuid' }),
    kind: Type.Literal('daily-limit-exceeded'),
    title: Type.String(),
    message: Type.String({ description: 'Plain English, for the user.' }),
    day: Type.String({
      format: 'date',
      description: 'The day the payment counted for, in the zone of the limit.',
    }),
    createdAt: Type.String(moment),
    readAt: Type.Union([Type.String(moment), Type.Null()]),
    deliveries: Type.Array(deliveryView),
  },
  { additionalProperties: false },
);

export const notificationPage = Type.Object(
  {
    data: Type.Array(notificationView),
    nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'Null on the last page.' }),
  },
  { additionalProperties: false },
);

export const retriedView = Type.Object(
  { channel: deliveryView.properties.channel, retried: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
);

/** By the names under which the OpenAPI document has them. */
export const apiSchemas = {
  Delivery: deliveryView,
  Notification: notificationView,
  NotificationPage: notificationPage,
  Retried: retriedView,
} as const;

export type RetriedView = Static<typeof retriedView>;
export type DeliveryView = Static<typeof deliveryView>;
export type NotificationView = Static<typeof notificationView>;
export type NotificationPage = Static<typeof notificationPage>;

/** A notification as the API shows it. */
export function viewOf(notification: NotificationEntity): NotificationView {
  const { id, userId, paymentId, kind, title, message, day, createdAt, readAt, deliveries } = notification;
  return {
    id,
    userId,
    paymentId,
    kind,
    title,
    message,
    day,
    createdAt: createdAt.toISOString(),
    readAt: readAt?.toISOString() ?? null,
    deliveries: deliveries
      .map(deliveryViewOf)
      .toSorted((a, b) => channelNames.indexOf(a.channel) - channelNames.indexOf(b.channel)),
  };
}

/** Whether a delivery has been announced already is nothing to the user. */
export function deliveryViewOf({ channel, status, attempts, cause }: DeliveryEntity): DeliveryView {
  return { channel, status: status === 'announced' ? 'delivered' : status, attempts, cause };
}
