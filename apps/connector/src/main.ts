import { startService } from '@payments/service';
import { AppModule } from './app.module.ts';
import { restOptions } from './rest/rest-options.ts';
import { defaultPort } from './settings.ts';

await startService({ name: 'connector', module: AppModule, port: defaultPort, ...restOptions });
