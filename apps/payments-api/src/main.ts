import { startService } from '@payments/service';
import { paymentsApi } from './payments-api.ts';

await startService(paymentsApi);
