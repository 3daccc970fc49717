import { readSettings, SettingsError } from '@payments/service';
import { Type } from 'typebox';

const url = (byDefault: string) =>
  Type.String({ default: byDefault, pattern: '^https?://[^\\s]+$', description: 'http:// or https://' });

const schema = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  CONSOLE_READ_ONLY: Type.Boolean({ default: false, description: 'true: nothing can be changed from here' }),
  CONSOLE_PASSWORD: Type.Optional(
    Type.String({ secret: true, minLength: 8, description: 'at least 8 characters' }),
  ),
  CONSOLE_HOSTS: Type.Optional(
    Type.String({ description: 'names, beside localhost and addresses, that browsers may call it by' }),
  ),

  KAFKA_BROKERS: Type.String({ default: '127.0.0.1:9092' }),
  MYSQL_HOST: Type.String({ default: '127.0.0.1' }),
  MYSQL_PORT: Type.Integer({ default: 3306, minimum: 1, maximum: 65_535 }),
  MYSQL_USER: Type.String({ default: 'auditor' }),
  MYSQL_PASSWORD: Type.String({ default: 'payments-demo', secret: true }),

  S3_ENDPOINT: url('http://127.0.0.1:9000'),
  S3_BUCKET: Type.String({ default: 'payments-archive' }),
  S3_REGION: Type.String({ default: 'us-east-1' }),
  S3_ACCESS_KEY_ID: Type.String({ default: 'demo' }),
  S3_SECRET_ACCESS_KEY: Type.String({ default: 'demo-secret', secret: true }),

  PAYMENTS_API_URL: url('http://127.0.0.1:3000'),
  LIMIT_CHECK_URL: url('http://127.0.0.1:3001'),
  NOTIFICATIONS_URL: url('http://127.0.0.1:3002'),
  CONNECTOR_URL: url('http://127.0.0.1:8083'),
});

/** Services that answer over HTTP, by their names. */
export type ServiceName = 'payments-api' | 'limit-check' | 'notifications' | 'connector';

/** What the environment decides about the console. */
export class ConsoleSettings {
  readonly isReadOnly: boolean;
  /** Undefined: nobody is asked for one. */
  readonly password: string | undefined;
  /** Names, beside localhost and addresses, that browsers may call the console by. */
  readonly hosts: readonly string[];
  readonly kafka: readonly string[];
  readonly mysql: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
  };
  readonly s3: {
    readonly endpoint: string;
    readonly bucket: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Base URLs, without a slash at the end. */
  readonly services: Readonly<Record<ServiceName, string>>;

  /** @throws SettingsError naming what is wrong, also if others than this machine could get in without a password */
  constructor(environment: NodeJS.ProcessEnv = process.env) {
    const given = readSettings(schema, environment);
    if (given.CONSOLE_PASSWORD === undefined && !isLoopback(given.HOST))
      throw new SettingsError(
        `HOST is "${given.HOST}", so that other machines get in: set CONSOLE_PASSWORD, which people are then asked for, ` +
          'or leave HOST at 127.0.0.1.',
      );
    this.isReadOnly = given.CONSOLE_READ_ONLY;
    this.password = given.CONSOLE_PASSWORD;
    this.hosts = given.CONSOLE_HOSTS?.split(',').map((name) => name.trim().toLowerCase()) ?? [];
    this.kafka = given.KAFKA_BROKERS.split(',');
    this.mysql = {
      host: given.MYSQL_HOST,
      port: given.MYSQL_PORT,
      user: given.MYSQL_USER,
      password: given.MYSQL_PASSWORD,
    };
    this.s3 = {
      endpoint: given.S3_ENDPOINT,
      bucket: given.S3_BUCKET,
      region: given.S3_REGION,
      credentials: {
        accessKeyId: given.S3_ACCESS_KEY_ID,
        secretAccessKey: given.S3_SECRET_ACCESS_KEY,
      },
    };
    this.services = {
      'payments-api': base(given.PAYMENTS_API_URL),
      'limit-check': base(given.LIMIT_CHECK_URL),
      notifications: base(given.NOTIFICATIONS_URL),
      connector: base(given.CONNECTOR_URL),
    };
  }
}

function base(address: string): string {
  return address.replace(/\/+$/, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
