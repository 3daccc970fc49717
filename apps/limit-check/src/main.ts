import { startService } from '@payments/service';
import { AppModule } from './app.module.ts';

await startService({ name: 'limit-check', module: AppModule, port: 3001 });
