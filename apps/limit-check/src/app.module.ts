import { Module } from '@nestjs/common';
import { deadLetterTopic, topics } from '@payments/contracts';
import { KafkaModule } from '@payments/kafka';
import { readSettings } from '@payments/service';
import { limitProcessor } from './limit/limit-processor.ts';
import { settingsSchema } from './settings.ts';

@Module({
  imports: [
    KafkaModule.forService('limit-check', {
      topics: [
        topics.paymentsRequested,
        topics.paymentsDecided,
        topics.limitsExceeded,
        topics.limitsUsage,
        deadLetterTopic('limit-check'),
      ],
      processes: () => limitProcessor(readSettings(settingsSchema).DAILY_LIMIT),
    }),
  ],
})
export class AppModule {}
