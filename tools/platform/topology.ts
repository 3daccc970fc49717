import type { StackAddresses } from '@payments/testing';

/** A service of the platform as it runs on one machine. Its name is its folder in `apps/` and its consumer group. */
export interface ServiceTopology {
  readonly name: ServiceName;
  readonly port: number;
  /** The variable that changes the port. */
  readonly portVariable: string;
  /** Its account and database; none if it keeps its state in Kafka. */
  readonly database?: { readonly user: string; readonly password: string; readonly name: string };
  /** What it reads and writes is in the connectors' files; their variables stand for the servers. */
  readonly runsConnectors?: boolean;
}

export type ServiceName = (typeof names)[number];
const names = ['payments-api', 'limit-check', 'notifications', 'connector'] as const;

/** The accounts are made by docker/mysql/init.sql. */
const password = 'payments-demo';

export const topology: readonly ServiceTopology[] = [
  {
    name: 'payments-api',
    port: 3000,
    portVariable: 'PAYMENTS_API_PORT',
    database: { user: 'payments_api', password, name: 'payments' },
  },
  { name: 'limit-check', port: 3001, portVariable: 'LIMIT_CHECK_PORT' },
  {
    name: 'notifications',
    port: 3002,
    portVariable: 'NOTIFICATIONS_PORT',
    database: { user: 'notifications', password, name: 'notifications' },
  },
  { name: 'connector', port: 8083, portVariable: 'CONNECTOR_PORT', runsConnectors: true },
];

/** What a service is told about the world; everything else has its default in the service. */
export function serviceEnvironment(
  service: ServiceTopology,
  port: number,
  addresses: StackAddresses,
): Record<string, string> {
  return {
    PORT: String(port),
    KAFKA_BROKERS: addresses.kafka.brokers.join(','),
    ...(service.database !== undefined && {
      MYSQL_HOST: addresses.mysql.host,
      MYSQL_PORT: String(addresses.mysql.port),
      MYSQL_USER: service.database.user,
      MYSQL_PASSWORD: service.database.password,
      MYSQL_DATABASE: service.database.name,
    }),
    ...(service.runsConnectors === true && {
      CONNECTOR_ENV_ALLOWED: 'MYSQL_*,S3_*,CONNECTOR_SECRET_*',
      MYSQL_HOST: addresses.mysql.host,
      MYSQL_PORT: String(addresses.mysql.port),
      S3_ENDPOINT: addresses.s3.endpoint,
      CONNECTOR_SECRET_MYSQL_PASSWORD: password,
      CONNECTOR_SECRET_S3: addresses.s3.secretAccessKey,
    }),
  };
}
