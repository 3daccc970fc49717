import {
  type ConfigDef,
  intKey,
  longKey,
  passwordKey,
  type RawConfig,
  stringKey,
  wordKey,
} from '../../config/config-def.ts';
import { parseJdbcUrl } from '../../mysql/jdbc-url.ts';
import { dialectOf } from './source-mode.ts';

const group = { group: 'Connection' } as const;

/** The keys by which the server is reached: the JDBC source's or Debezium's. */
export function connectionKeys(raw: RawConfig): ConfigDef {
  const dialect = dialectOf(raw);
  const isDebezium =
    dialect === 'debezium' || (dialect === 'own' && raw['connection.url'] === undefined && hasHost(raw));
  return isDebezium ? debeziumConnectionKeys : jdbcConnectionKeys;
}

function hasHost(raw: RawConfig): boolean {
  return raw['database.hostname'] !== undefined;
}

const jdbcConnectionKeys = {
  'connection.url': stringKey({
    ...group,
    doc: 'The server and its database, as in jdbc:mysql://host:3306/database.',
    importance: 'HIGH',
    width: 'LONG',
    displayName: 'JDBC URL',
    dependents: ['table.whitelist', 'table.blacklist'],
    check: checkUrl,
  }),
  'connection.user': stringKey({
    ...group,
    doc: 'Who logs in; may also stand in the URL.',
    default: null,
    importance: 'HIGH',
    displayName: 'JDBC User',
  }),
  'connection.password': passwordKey({
    ...group,
    doc: 'With which password.',
    default: null,
    importance: 'HIGH',
    displayName: 'JDBC Password',
  }),
  'connection.attempts': intKey({
    ...group,
    doc: 'How often a connection is tried before the task fails, which is then started again after a pause.',
    default: 3,
    importance: 'LOW',
    check: atLeastOne,
  }),
  'connection.backoff.ms': longKey({
    ...group,
    doc: 'The pause between two attempts.',
    default: 10_000,
    importance: 'LOW',
    check: (value) => (value < 0 ? 'must not be negative' : undefined),
  }),
};

const debeziumConnectionKeys = {
  'database.hostname': stringKey({
    ...group,
    doc: 'The host MySQL runs on.',
    importance: 'HIGH',
    displayName: 'Hostname',
    check: (value) => (value.trim() === '' ? 'must not be empty' : undefined),
  }),
  'database.port': intKey({
    ...group,
    doc: 'The port MySQL listens on.',
    default: 3_306,
    importance: 'HIGH',
    displayName: 'Port',
    check: (value) => (value < 1 || value > 65_535 ? 'must be a port' : undefined),
  }),
  'database.user': stringKey({ ...group, doc: 'Who logs in.', importance: 'HIGH', displayName: 'User' }),
  'database.password': passwordKey({
    ...group,
    doc: 'With which password.',
    default: null,
    importance: 'HIGH',
    displayName: 'Password',
  }),
  'database.ssl.mode': wordKey(['disabled', 'preferred', 'required', 'verify_ca', 'verify_identity'], {
    ...group,
    doc: 'Whether the connection is encrypted. What is only preferred is done without.',
    default: 'preferred',
    importance: 'MEDIUM',
  }),
};

function checkUrl(text: string): string | undefined {
  try {
    parseJdbcUrl(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function atLeastOne(value: number): string | undefined {
  return value < 1 ? 'Value must be at least 1' : undefined;
}
