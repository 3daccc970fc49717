import { KafkaEventServer } from '@payments/kafka';
import type { ServiceDefinition } from '@payments/service';
import { AppModule } from './app.module.ts';
import { paymentSchemas } from './payments/payments.openapi.ts';

/** The service as it is started: by `main.ts`, and by its tests. */
export const paymentsApi: ServiceDefinition = {
  name: 'payments-api',
  module: AppModule,
  port: 3000,
  description:
    'Accepts payments and tells what became of them. A 2xx means that a payment is committed; the decision follows.',
  transport: KafkaEventServer,
  schemas: paymentSchemas,
};
