import type { ChannelName } from '../deliveries/delivery.ts';
import type { StoredNotification } from '../notifications/notification.ts';

/** One way to a user. */
export interface Channel {
  readonly name: ChannelName;
  /**
   * Hands the notification over; may be called again with the same one, whose id tells the receiver. A channel without this
   * has delivered what is stored.
   *
   * @throws DeliveryError
   */
  deliver?(notification: StoredNotification): Promise<void>;
  /** Lets go of its connections. */
  close?(): Promise<void>;
}

/** The channels that are switched on, in-app first. */
export abstract class Channels {
  abstract readonly enabled: readonly Channel[];
}

/** Why a notification could not be handed over. The message is shown to people: no addresses, no secrets. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** Trying again would end the same way. */
  readonly isPermanent: boolean;
  /** How long the receiver wants to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: {
      readonly isPermanent: boolean;
      readonly retryAfterMs?: number | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.isPermanent = options.isPermanent;
    this.retryAfterMs = options.retryAfterMs;
  }
}
