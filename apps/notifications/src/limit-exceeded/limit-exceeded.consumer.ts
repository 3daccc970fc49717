import { Controller } from '@nestjs/common';
import { type EventOf, limitExceeded } from '@payments/contracts';
import { EventBatchHandler, PermanentError, type Received } from '@payments/kafka';
import { isRefusedValue } from '../database/refused-value.ts';
import type { NewNotification } from '../notifications/notification.ts';
import { NotificationStore } from '../notifications/notification-store.service.ts';
import { dailyLimitNotification } from './daily-limit-notification.ts';

type LimitExceededEvent = EventOf<typeof limitExceeded>;

/** Every payment that the daily limit declined makes one notification, however often its event comes. */
@Controller()
export class LimitExceededConsumer {
  constructor(private readonly store: NotificationStore) {}

  /** An event that can never be stored fails its batch; tried one by one, it fails alone. */
  @EventBatchHandler(limitExceeded)
  async notify(batch: readonly Received<LimitExceededEvent>[]): Promise<void> {
    const notifications = batch.map(({ event }) => notificationOf(event));
    try {
      await this.store.store(notifications);
    } catch (error) {
      throw isRefusedValue(error) ? new PermanentError((error as Error).message, { cause: error }) : error;
    }
  }
}

/** @throws PermanentError for an event that can never become a notification */
function notificationOf(event: LimitExceededEvent): NewNotification {
  try {
    return dailyLimitNotification(event.data);
  } catch (cause) {
    throw new PermanentError((cause as Error).message, { cause });
  }
}
