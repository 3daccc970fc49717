import type { RawConfig } from '../config/config-def.ts';
import { parseJdbcUrl, type Tls, tlsOfMode } from './jdbc-url.ts';

/** How a server is reached, and which keys of the configuration said so: what goes wrong is told there. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Undefined: none in particular. */
  readonly database: string | undefined;
  readonly tls: Tls;
  readonly keys: {
    readonly host: string;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
}

const jdbcKeys = {
  host: 'connection.url',
  user: 'connection.user',
  password: 'connection.password',
  database: 'connection.url',
} as const;

const debeziumKeys = {
  host: 'database.hostname',
  user: 'database.user',
  password: 'database.password',
  database: 'database.include.list',
} as const;

const defaultPort = '3306';

/**
 * Reads how the server is reached, from the keys of the JDBC connectors (`connection.url`, …) or, if there is no URL, from Debezium's
 * (`database.hostname`, …).
 *
 * @throws Error if the URL cannot be read
 */
export function connectionSettings(raw: RawConfig): ConnectionSettings {
  const url = raw['connection.url'];
  if (url === undefined) {
    return {
      host: raw['database.hostname'] ?? '',
      port: Number(raw['database.port'] ?? defaultPort),
      user: raw['database.user'] ?? '',
      password: raw['database.password'] ?? '',
      database: undefined,
      tls: tlsOfMode(raw['database.ssl.mode'] ?? 'preferred'),
      keys: debeziumKeys,
    };
  }
  const { user, password, ...server } = parseJdbcUrl(url);
  return {
    ...server,
    user: raw['connection.user'] ?? user ?? '',
    password: raw['connection.password'] ?? password ?? '',
    keys: jdbcKeys,
  };
}
