import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DecisionsModule } from '../decisions/decisions.module.ts';
import { PaymentEntity } from './payment.entity.ts';
import { PaymentBatches } from './payment-batch.service.ts';
import { PaymentIntake } from './payment-intake.service.ts';
import { PaymentReadsController } from './payment-reads.controller.ts';
import { PaymentReads } from './payment-reads.service.ts';
import { PaymentStore } from './payment-store.service.ts';
import { PaymentsController } from './payments.controller.ts';

@Module({
  imports: [TypeOrmModule.forFeature([PaymentEntity]), DecisionsModule],
  controllers: [PaymentsController, PaymentReadsController],
  providers: [PaymentBatches, PaymentIntake, PaymentReads, PaymentStore],
})
export class PaymentsModule {}
