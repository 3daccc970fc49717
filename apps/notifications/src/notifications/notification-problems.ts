import { Problem } from '@payments/service';

/** Every way a request about notifications can be wrong, by its code. */
export const notificationProblems = {
  parameterInvalid: (name: string, expected: string) =>
    new Problem({
      status: 400,
      code: 'parameter_invalid',
      title: 'A parameter is not what it should be',
      detail: `${name} ${expected}.`,
    }),

  notificationNotFound: (id: string) =>
    new Problem({
      status: 404,
      code: 'notification_not_found',
      title: 'There is no such notification',
      detail: `No notification has the id ${id}.`,
    }),

  deliveryNotFound: (channel: string) =>
    new Problem({
      status: 404,
      code: 'delivery_not_found',
      title: 'There is no such delivery',
      detail: `The notification was not to be delivered by "${channel}".`,
    }),

  channelNotFound: (channel: string) =>
    new Problem({
      status: 404,
      code: 'channel_not_found',
      title: 'There is no such channel',
      detail: `"${channel}" is not a channel; there are in-app, webhook and email.`,
    }),

  channelOff: (channel: string) =>
    new Problem({
      status: 409,
      code: 'channel_off',
      title: 'The channel is switched off',
      detail: `Nothing is delivered by ${channel}. Its settings switch it on.`,
    }),

  alreadyDelivered: (channel: string) =>
    new Problem({
      status: 409,
      code: 'already_delivered',
      title: 'The notification has been delivered',
      detail: `By ${channel} it has reached its user; it is not delivered again.`,
    }),

  tooManyStreams: (userId: string, limit: number) =>
    new Problem({
      status: 429,
      code: 'too_many_streams',
      title: 'Too many streams of one user',
      detail: `${userId} has ${limit} streams open, and no more are given. Close one.`,
      retryAfterSeconds: 5,
    }),

  streamsExhausted: () =>
    new Problem({
      status: 503,
      code: 'streams_exhausted',
      title: 'This instance can hold no more streams',
      detail: 'Try again, at best with another instance.',
      retryAfterSeconds: 5,
    }),

  stopping: () =>
    new Problem({
      status: 503,
      code: 'service_stopping',
      title: 'This instance is stopping',
      detail: 'Connect again; another instance answers.',
      retryAfterSeconds: 1,
    }),
} as const;
