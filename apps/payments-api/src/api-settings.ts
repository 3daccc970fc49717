import { readSettings, SettingsError } from '@payments/service';
import { type Static, Type } from 'typebox';

const schema = Type.Object({
  MYSQL_HOST: Type.String({ default: '127.0.0.1' }),
  MYSQL_PORT: Type.Integer({ default: 3306, minimum: 1, maximum: 65_535 }),
  MYSQL_USER: Type.String({ default: 'payments_api' }),
  MYSQL_PASSWORD: Type.String({ default: 'payments-demo', secret: true }),
  MYSQL_DATABASE: Type.String({ default: 'payments', pattern: '^[A-Za-z0-9_]{1,40}$' }),
  LIMIT_TIME_ZONE: Type.String({
    default: 'Asia/Kolkata',
    description: 'an IANA time zone such as Asia/Kolkata',
  }),
  DAILY_LIMIT: Type.Integer({ default: 10, minimum: 0, maximum: 1_000_000 }),
});

/** What the environment decides about this service; its bounds that are not settings stand where they are used. */
export class ApiSettings {
  readonly mysql: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  /** The zone whose calendar days the limit counts in. */
  readonly limitTimeZone: string;
  /** Approved payments a user may make in a day; limit-check enforces it, this service tells what is left of it. */
  readonly dailyLimit: number;

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    const settings: Static<typeof schema> = readSettings(schema, environment);
    this.mysql = {
      host: settings.MYSQL_HOST,
      port: settings.MYSQL_PORT,
      user: settings.MYSQL_USER,
      password: settings.MYSQL_PASSWORD,
      database: settings.MYSQL_DATABASE,
    };
    this.limitTimeZone = knownTimeZone(settings.LIMIT_TIME_ZONE);
    this.dailyLimit = settings.DAILY_LIMIT;
  }
}

function knownTimeZone(timeZone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone }).format();
    return timeZone;
  } catch {
    throw new SettingsError(`LIMIT_TIME_ZONE is "${timeZone}": not a time zone; try Asia/Kolkata or UTC`);
  }
}
