import { readSettings, SettingsError } from '@payments/service';
import { type Static, Type } from 'typebox';

const milliseconds = (byDefault: number) =>
  Type.Integer({ default: byDefault, minimum: 1, description: 'milliseconds' });

const schema = Type.Object({
  MYSQL_HOST: Type.String({ default: '127.0.0.1' }),
  MYSQL_PORT: Type.Integer({ default: 3306, minimum: 1, maximum: 65_535 }),
  MYSQL_USER: Type.String({ default: 'notifications' }),
  MYSQL_PASSWORD: Type.String({ default: 'payments-demo', secret: true }),
  MYSQL_DATABASE: Type.String({ default: 'notifications' }),

  WEBHOOK_URL: Type.Optional(
    Type.String({ description: 'where notifications are posted; no webhook without it' }),
  ),
  WEBHOOK_SECRET: Type.Optional(
    Type.String({
      secret: true,
      description: 'whsec_ and base64; several, with spaces between, to rotate them',
    }),
  ),
  WEBHOOK_ALLOW_PRIVATE: Type.Boolean({
    default: false,
    description: 'true lets it reach private addresses',
  }),
  WEBHOOK_TIMEOUT_MS: milliseconds(10_000),

  SMTP_URL: Type.Optional(
    Type.String({
      secret: true,
      description: 'smtp:// or smtps://, no e-mail without it',
      pattern: '^smtps?://',
    }),
  ),
  SMTP_TIMEOUT_MS: milliseconds(10_000),
  EMAIL_FROM: Type.String({ default: 'payments@example.test', pattern: '@' }),
  EMAIL_TO: Type.String({
    default: '{userId}@example.test',
    pattern: '\\{userId\\}',
    description: 'the address of a user, {userId} in it',
  }),

  DELIVERY_MAX_ATTEMPTS: Type.Integer({ default: 12, minimum: 1, maximum: 1_000 }),
  DELIVERY_BACKOFF_MS: milliseconds(2_000),
  DELIVERY_MAX_BACKOFF_MS: milliseconds(3_600_000),
  DELIVERY_LEASE_MS: milliseconds(60_000),
  DELIVERY_POLL_MS: milliseconds(1_000),

  STREAM_POLL_MS: milliseconds(500),
  STREAM_HEARTBEAT_MS: milliseconds(15_000),
  STREAM_MAX_CONNECTIONS: Type.Integer({ default: 1_000, minimum: 1 }),
  STREAM_MAX_CONNECTIONS_PER_USER: Type.Integer({ default: 10, minimum: 1 }),
});

/** What the environment decides about this service; its bounds that are not settings stand where they are used. */
export class NotificationSettings {
  readonly mysql: MysqlSettings;
  /** Undefined: no webhook. */
  readonly webhook: WebhookSettings | undefined;
  /** Undefined: no e-mail. */
  readonly email: EmailSettings | undefined;
  readonly delivery: DeliverySettings;
  readonly stream: StreamSettings;

  /** @throws SettingsError naming what is wrong */
  constructor(environment: NodeJS.ProcessEnv = process.env) {
    const settings = readSettings(schema, environment);
    this.mysql = {
      host: settings.MYSQL_HOST,
      port: settings.MYSQL_PORT,
      user: settings.MYSQL_USER,
      password: settings.MYSQL_PASSWORD,
      database: settings.MYSQL_DATABASE,
    };
    this.webhook = webhookSettings(settings);
    this.email = emailSettings(settings);
    this.delivery = deliverySettings(settings);
    this.stream = {
      pollMs: settings.STREAM_POLL_MS,
      heartbeatMs: settings.STREAM_HEARTBEAT_MS,
      maxConnections: settings.STREAM_MAX_CONNECTIONS,
      maxConnectionsPerUser: settings.STREAM_MAX_CONNECTIONS_PER_USER,
    };
  }
}

export interface MysqlSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface WebhookSettings {
  readonly url: URL;
  /** In base64, `whsec_` before it; every request is signed with each of them. */
  readonly secrets: readonly string[];
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
}

export interface EmailSettings {
  readonly smtpUrl: string;
  readonly from: string;
  /** With `{userId}` in it. */
  readonly to: string;
  readonly timeoutMs: number;
}

export interface DeliverySettings {
  readonly maxAttempts: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** How long nobody else takes a delivery that somebody took. */
  readonly leaseMs: number;
  readonly pollMs: number;
}

export interface StreamSettings {
  readonly pollMs: number;
  readonly heartbeatMs: number;
  readonly maxConnections: number;
  readonly maxConnectionsPerUser: number;
}

type Settings = Static<typeof schema>;

function webhookSettings(settings: Settings): WebhookSettings | undefined {
  const { WEBHOOK_URL: given, WEBHOOK_SECRET: secret } = settings;
  if (given === undefined) return undefined;
  const url = URL.parse(given);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new SettingsError('WEBHOOK_URL is not an http or https URL.');
  if (url.username !== '' || url.password !== '')
    throw new SettingsError('WEBHOOK_URL must not carry a user or password; requests are signed instead.');
  if (secret === undefined)
    throw new SettingsError(
      'WEBHOOK_SECRET is not set: requests are signed. `openssl rand -base64 24` makes one.',
    );
  const secrets = secret.trim().split(/\s+/);
  if (!secrets.every((each) => /^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/.test(each)))
    throw new SettingsError('WEBHOOK_SECRET is wrong: whsec_ and at least 24 bytes in base64.');
  return {
    url,
    secrets,
    allowPrivate: settings.WEBHOOK_ALLOW_PRIVATE,
    timeoutMs: settings.WEBHOOK_TIMEOUT_MS,
  };
}

function emailSettings(settings: Settings): EmailSettings | undefined {
  if (settings.SMTP_URL === undefined) return undefined;
  return {
    smtpUrl: settings.SMTP_URL,
    from: settings.EMAIL_FROM,
    to: settings.EMAIL_TO,
    timeoutMs: settings.SMTP_TIMEOUT_MS,
  };
}

function deliverySettings(settings: Settings): DeliverySettings {
  const longestAttemptMs = Math.max(settings.WEBHOOK_TIMEOUT_MS, settings.SMTP_TIMEOUT_MS);
  if (settings.DELIVERY_LEASE_MS <= longestAttemptMs)
    throw new SettingsError(
      `DELIVERY_LEASE_MS is ${settings.DELIVERY_LEASE_MS}: it must be longer than an attempt may take ` +
        `(WEBHOOK_TIMEOUT_MS, SMTP_TIMEOUT_MS: ${longestAttemptMs}), or every slow delivery is made twice.`,
    );
  return {
    maxAttempts: settings.DELIVERY_MAX_ATTEMPTS,
    backoffMs: settings.DELIVERY_BACKOFF_MS,
    maxBackoffMs: settings.DELIVERY_MAX_BACKOFF_MS,
    leaseMs: settings.DELIVERY_LEASE_MS,
    pollMs: settings.DELIVERY_POLL_MS,
  };
}
