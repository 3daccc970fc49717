import { Module } from '@nestjs/common';
import { DatabaseModule } from './database/database.module.ts';
import { DecisionsModule } from './decisions/decisions.module.ts';
import { LimitsModule } from './limits/limits.module.ts';
import { PaymentsModule } from './payments/payments.module.ts';
import { SettingsModule } from './settings.module.ts';

/** Payments come in over HTTP and are committed; decisions come back from Kafka; the limit is read. */
@Module({ imports: [SettingsModule, DatabaseModule, PaymentsModule, DecisionsModule, LimitsModule] })
export class AppModule {}
