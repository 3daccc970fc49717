import { startService } from '@payments/service';
import { AppModule } from './app.module.ts';
import { apiSchemas } from './notifications/notification-view.ts';

await startService({
  name: 'notifications',
  module: AppModule,
  port: 3002,
  description: 'Tells users what became of their payments: in a list, as a stream, by webhook and by e-mail.',
  schemas: apiSchemas,
});
