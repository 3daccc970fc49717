import { Module } from '@nestjs/common';
import { events, topics } from '@payments/contracts';
import { KafkaModule } from '@payments/kafka';
import { DatabaseModule } from './database/database.module.ts';
import { DecisionsModule } from './decisions/decisions.module.ts';
import { LimitsModule } from './limits/limits.module.ts';
import { PaymentsModule } from './payments/payments.module.ts';
import { RelayModule } from './relay/relay.module.ts';
import { SettingsModule } from './settings.module.ts';

/** While the database is away, decisions wait for it rather than become dead letters. */
const giveUpAfterMs = 60 * 60 * 1_000;

/** Payments come in over HTTP, are committed and relayed to Kafka; decisions come back from Kafka; what is left of the limit is told. */
@Module({
  imports: [
    SettingsModule,
    DatabaseModule,
    KafkaModule.forService('payments-api', {
      topics: [topics.paymentsRequested, topics.paymentsDecided],
      consumes: { catalogue: events, retry: { giveUpAfterMs } },
    }),
    PaymentsModule,
    DecisionsModule,
    LimitsModule,
    RelayModule,
  ],
})
export class AppModule {}
