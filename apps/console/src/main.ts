import { startService } from '@payments/service';
import { consoleService } from './console-service.ts';

await startService(consoleService);
