import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { paymentRequested, topics } from '@payments/contracts';
import { KafkaConnection, KafkaTopics, StatefulProcessor } from '@payments/kafka';
import { Readiness, readSettings } from '@payments/service';
import { Type } from 'typebox';
import type { DailyUsage } from './daily-usage.ts';
import { observeProcessor } from './limit-check.metrics.ts';
import { decisionOn } from './payment-decision.ts';

const settingsSchema = Type.Object({
  DAILY_LIMIT: Type.Integer({ default: 10, minimum: 0, description: 'approved payments a user a day' }),
});

/** Runs the daily limit over `payments.requested`; the rule itself is in `daily-limit.ts`. */
@Injectable()
export class LimitCheckService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly processor: ReturnType<typeof createProcessor>;

  constructor(
    connection: KafkaConnection,
    private readonly kafkaTopics: KafkaTopics,
    readiness: Readiness,
  ) {
    this.processor = createProcessor(connection, readSettings(settingsSchema).DAILY_LIMIT);
    readiness.add('processor', () => this.processor.unreadyReason());
  }

  onApplicationBootstrap(): void {
    void this.kafkaTopics.ready().then(() => this.processor.start());
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.processor.stop();
  }
}

function createProcessor(connection: KafkaConnection, limitPerDay: number) {
  return new StatefulProcessor(
    connection,
    {
      group: 'limit-check',
      input: paymentRequested,
      changelog: topics.limitsUsage,
      handle: (event, usage: DailyUsage | undefined) => decisionOn(event, usage, limitPerDay),
    },
    { observer: observeProcessor() },
  );
}
