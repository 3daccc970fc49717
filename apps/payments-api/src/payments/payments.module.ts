import { Module } from '@nestjs/common';
import { DecisionsModule } from '../decisions/decisions.module.ts';
import { PaymentBatches } from './payment-batch.service.ts';
import { PaymentIntake } from './payment-intake.service.ts';
import { PaymentReadsController } from './payment-reads.controller.ts';
import { PaymentReads } from './payment-reads.service.ts';
import { PaymentStore } from './payment-store.service.ts';
import { PaymentsController } from './payments.controller.ts';

@Module({
  imports: [DecisionsModule],
  controllers: [PaymentsController, PaymentReadsController],
  providers: [PaymentBatches, PaymentIntake, PaymentReads, PaymentStore],
})
export class PaymentsModule {}
