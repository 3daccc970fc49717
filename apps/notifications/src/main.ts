import { startService } from '@payments/service';
import { notificationsService } from './notifications-service.ts';

await startService(notificationsService);
