import { Module } from '@nestjs/common';
import { events, topics } from '@payments/contracts';
import { KafkaModule, type KafkaModuleOptions } from '@payments/kafka';
import { DatabaseModule } from './database/database.module.ts';
import { DeliveriesModule } from './deliveries/deliveries.module.ts';
import { LimitExceededModule } from './limit-exceeded/limit-exceeded.module.ts';
import { NotificationsModule } from './notifications/notifications.module.ts';
import { SettingsModule } from './settings.module.ts';
import { StreamModule } from './stream/stream.module.ts';

/** While the database is away, declined payments wait for it rather than become dead letters. */
const giveUpAfterMs = 60 * 60 * 1_000;

export const kafka: KafkaModuleOptions = {
  topics: [topics.limitsExceeded, topics.notificationsSent],
  consumes: { catalogue: events, retry: { giveUpAfterMs } },
};

/** Declined payments come in from Kafka and are stored; people read them here, and the channels bring them to people. */
@Module({
  imports: [
    SettingsModule,
    DatabaseModule,
    KafkaModule.forService('notifications', kafka),
    LimitExceededModule,
    NotificationsModule,
    StreamModule,
    DeliveriesModule,
  ],
})
export class AppModule {}
