import type { ServiceDefinition } from '@payments/service';
import { AppModule } from './app.module.ts';
import { ConsoleProblemFilter } from './http/console-problem.filter.ts';

/** The service as it runs. */
export const consoleService: ServiceDefinition = {
  name: 'console',
  module: AppModule,
  port: 9021,
  description:
    'Shows the platform at work, live, and does the daily work on its Kafka, its connectors and its archive. ' +
    'Errors are problem documents (RFC 9457); branch on `code`. Types of all of it: libs/console-api.',
  errors: new ConsoleProblemFilter(),
  // A topic's name may have 249 characters, each of three in a path.
  paths: { maxParamLength: 1_024 },
};
