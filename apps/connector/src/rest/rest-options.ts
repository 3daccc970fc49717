import type { ServiceDefinition } from '@payments/service';
import { ConnectErrorFilter } from './connect-error.filter.ts';
import { connectSchemas } from './connect-schemas.ts';

/** What the service needs to be told to answer as Kafka Connect does; part of its definition. */
export const restOptions = {
  errors: new ConnectErrorFilter(),
  // A name's characters may each take twelve in a path: %F0%9F%92%B8.
  paths: { ignoreTrailingSlash: true, maxParamLength: 4_096 },
  schemas: connectSchemas,
} satisfies Partial<ServiceDefinition>;
