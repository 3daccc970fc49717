import { Module } from '@nestjs/common';
import { deadLetterTopic, topics } from '@payments/contracts';
import { KafkaModule } from '@payments/kafka';
import { LimitCheckService } from './limit/limit-check.service.ts';

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
    }),
  ],
  providers: [LimitCheckService],
})
export class AppModule {}
