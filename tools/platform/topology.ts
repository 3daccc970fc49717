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
  /** It shows the others, and is told where they are. */
  readonly watchesAll?: boolean;
}

export type ServiceName = (typeof names)[number];
const names = ['payments-api', 'limit-check', 'notifications', 'connector', 'console'] as const;

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
  { name: 'console', port: 9021, portVariable: 'CONSOLE_PORT', watchesAll: true },
];

/** Where the servers are, and the first instance of each service. */
export interface PlatformPlaces {
  readonly addresses: StackAddresses;
  readonly urls: Readonly<Record<ServiceName, string>>;
}

/** What a service is told about the world; everything else has its default in the service. */
export function serviceEnvironment(
  service: ServiceTopology,
  port: number,
  { addresses, urls }: PlatformPlaces,
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
      // A backlog makes much garbage, and Node would rather take memory than collect it: young objects have less room.
      NODE_OPTIONS: '--max-semi-space-size=4',
      CONNECTOR_ENV_ALLOWED: 'MYSQL_*,S3_*,CONNECTOR_SECRET_*',
      MYSQL_HOST: addresses.mysql.host,
      MYSQL_PORT: String(addresses.mysql.port),
      S3_ENDPOINT: addresses.s3.endpoint,
      CONNECTOR_SECRET_MYSQL_PASSWORD: password,
      CONNECTOR_SECRET_S3: addresses.s3.secretAccessKey,
    }),
    ...(service.watchesAll === true && {
      // A search makes as much.
      NODE_OPTIONS: '--max-semi-space-size=4 --max-old-space-size=256',
      MYSQL_HOST: addresses.mysql.host,
      MYSQL_PORT: String(addresses.mysql.port),
      S3_ENDPOINT: addresses.s3.endpoint,
      S3_BUCKET: addresses.s3.bucket,
      S3_ACCESS_KEY_ID: addresses.s3.accessKeyId,
      S3_SECRET_ACCESS_KEY: addresses.s3.secretAccessKey,
      PAYMENTS_API_URL: urls['payments-api'],
      LIMIT_CHECK_URL: urls['limit-check'],
      NOTIFICATIONS_URL: urls.notifications,
      CONNECTOR_URL: urls.connector,
    }),
  };
}
