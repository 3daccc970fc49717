import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.ts';
import { ArchivedPlaces } from './archived-places.service.ts';
import { Payments } from './payments.service.ts';
import { PaymentsController } from './payments.controller.ts';

/** Payments, and where each of them has been. */
@Module({ imports: [HttpModule], controllers: [PaymentsController], providers: [Payments, ArchivedPlaces] })
export class PaymentsModule {}
