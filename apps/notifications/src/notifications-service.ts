import { KafkaEventServer } from '@payments/kafka';
import type { ServiceDefinition } from '@payments/service';
import { AppModule } from './app.module.ts';
import { apiSchemas } from './notifications/notification-view.ts';

/** The service as it runs. */
export const notificationsService: ServiceDefinition = {
  name: 'notifications',
  module: AppModule,
  port: 3002,
  transport: KafkaEventServer,
  description:
    'Tells users what became of their payments: in a list, as a stream, by webhook and by e-mail. ' +
    'Errors are problem documents (RFC 9457); branch on `code`.',
  schemas: apiSchemas,
};
