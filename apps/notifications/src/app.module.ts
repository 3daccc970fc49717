import { Module } from '@nestjs/common';
import { deadLetterTopic, topics } from '@payments/contracts';
import { KafkaModule } from '@payments/kafka';
import { DatabaseModule } from './database/database.module.ts';
import { DeliveriesModule } from './deliveries/deliveries.module.ts';
import { LimitExceededModule } from './limit-exceeded/limit-exceeded.module.ts';
import { NotificationsModule } from './notifications/notifications.module.ts';
import { SettingsModule } from './settings.module.ts';
import { StreamModule } from './stream/stream.module.ts';

@Module({
  imports: [
    SettingsModule,
    DatabaseModule,
    KafkaModule.forService('notifications', {
      topics: [topics.limitsExceeded, topics.notificationsSent, deadLetterTopic('notifications')],
    }),
    LimitExceededModule,
    NotificationsModule,
    StreamModule,
    DeliveriesModule,
  ],
})
export class AppModule {}
