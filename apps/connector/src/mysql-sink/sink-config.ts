import {
  booleanKey,
  type ConfigDef,
  type ConfigKeyOptions,
  intKey,
  listKey,
  passwordKey,
  type RawConfig,
  stringKey,
  wordKey,
} from '../config/config-def.ts';
import { readConfig } from '../config/read-config.ts';
import { connectionSettings, type ConnectionSettings } from '../mysql/connection-settings.ts';
import { parseJdbcUrl } from '../mysql/jdbc-url.ts';
import { isTimeZone } from './time/time-zone.ts';

/** How a sink writes. */
export interface SinkSettings {
  readonly connection: ConnectionSettings;
  /** `${topic}` in it stands for the topic. */
  readonly tableFormat: string;
  readonly insertMode: 'insert' | 'upsert' | 'update';
  readonly keyMode: 'none' | 'kafka' | 'record_key' | 'record_value';
  readonly keyFields: readonly string[];
  /** Of the value, beside the key; none: all. */
  readonly fields: ReadonlySet<string>;
  readonly isDeleting: boolean;
  readonly isCreating: boolean;
  readonly isEvolving: boolean;
  readonly batchSize: number;
  readonly maxRetries: number;
  readonly retryPauseMs: number;
  /** Of columns that are no moments by themselves: DATETIME, DATE. */
  readonly timeZone: string;
  readonly replaceNullWithDefault: boolean;
}

const connection = { group: 'Connection' } as const;
const writes = { group: 'Writes' } as const;
const mapping = { group: 'Data Mapping' } as const;
const tables = { group: 'DDL Support' } as const;
const retries = { group: 'Retries' } as const;

function ignored(doc: string): ConfigKeyOptions<string> & { readonly default: null } {
  return { doc: `${doc} Accepted for the sake of existing files.`, default: null, importance: 'LOW' };
}

/** The keys of Confluent's JDBC sink. */
export const sinkDefinition = {
  'connection.url': stringKey({
    ...connection,
    doc: 'Where the database is: jdbc:mysql://host:3306/database',
    importance: 'HIGH',
    displayName: 'JDBC URL',
    check: urlError,
  }),
  'connection.user': stringKey({ ...connection, doc: 'Who writes.', default: null, importance: 'HIGH' }),
  'connection.password': passwordKey({
    ...connection,
    doc: 'Their password.',
    default: null,
    importance: 'HIGH',
  }),
  'connection.attempts': stringKey({ ...connection, ...ignored('max.retries counts for connecting too.') }),
  'connection.backoff.ms': stringKey({
    ...connection,
    ...ignored('retry.backoff.ms counts for connecting too.'),
  }),
  'insert.mode': wordKey(['insert', 'upsert', 'update'], {
    ...writes,
    doc: 'insert: each record is a new row. upsert: the row of its key, new or changed. update: the row of its key, if there is one.',
    default: 'insert',
    importance: 'HIGH',
  }),
  'batch.size': intKey({
    ...writes,
    doc: 'How many records a transaction writes at most.',
    default: 3_000,
    importance: 'MEDIUM',
    check: (value) =>
      value < 1 || value > maxBatchSize ? `Value must be between 1 and ${maxBatchSize}` : undefined,
  }),
  'delete.enabled': booleanKey({
    ...writes,
    doc: 'Whether a record without a value deletes the row of its key. Needs pk.mode=record_key.',
    default: false,
  }),
  'table.name.format': stringKey({
    ...mapping,
    doc: 'The table: ${topic} stands for the topic, and what is before a dot is the database.',
    default: '${topic}',
    check: (format) => (format.trim() === '' ? 'String must be non-empty' : undefined),
  }),
  'pk.mode': wordKey(['none', 'kafka', 'record_key', 'record_value'], {
    ...mapping,
    doc: 'What a row is known by: nothing, topic, partition and offset, the record’s key, or fields of its value.',
    default: 'none',
    importance: 'HIGH',
  }),
  'pk.fields': listKey({
    ...mapping,
    doc: 'Columns of the key. Of record_key and record_value: fields; none: all of them.',
    default: [],
  }),
  'fields.whitelist': listKey({
    ...mapping,
    doc: 'Fields of the value to write beside the key; none: all.',
    default: [],
  }),
  'db.timezone': stringKey({
    ...mapping,
    doc: 'The time zone of DATETIME and DATE columns. TIMESTAMP columns are moments and need none.',
    default: 'UTC',
    check: (zone) => (isTimeZone(zone) ? undefined : 'is no time zone'),
  }),
  'replace.null.with.default': booleanKey({
    ...mapping,
    doc: 'Whether the default of a field takes the place of null.',
    default: true,
  }),
  'auto.create': booleanKey({ ...tables, doc: 'Whether a table that is missing is made.', default: false }),
  'auto.evolve': booleanKey({
    ...tables,
    doc: 'Whether a column that is missing is added. Nothing is ever dropped or changed.',
    default: false,
  }),
  'quote.sql.identifiers': stringKey({ ...tables, ...ignored('Names are always quoted.') }),
  'max.retries': intKey({
    ...retries,
    doc: 'How often a transaction is tried again while the database is away, before the task fails and starts anew.',
    default: 10,
    check: atLeast(0),
  }),
  'retry.backoff.ms': intKey({ ...retries, doc: 'Between two tries.', default: 3_000, check: atLeast(0) }),
  'dialect.name': stringKey({
    ...connection,
    ...ignored('MySQL is all there is.'),
    check: (name: string) =>
      name === '' || name === 'MySqlDatabaseDialect' ? undefined : 'only MySqlDatabaseDialect is supported',
  }),
  'table.types': listKey({ ...writes, doc: 'Accepted for the sake of existing files.', default: [] }),
  'date.timezone': stringKey({ ...mapping, ...ignored('Dates have no time zone.') }),
  'timestamp.precision.mode': stringKey({ ...mapping, ...ignored('A column keeps the digits that it has.') }),
  'timestamp.fields.list': listKey({
    ...mapping,
    doc: 'Accepted for the sake of existing files.',
    default: [],
  }),
  'trim.sensitive.log': stringKey({ ...writes, ...ignored('Values are never logged.') }),
} satisfies ConfigDef;

/** Memory is bounded by the records of a batch, and what waits is no more than another one. */
const maxBatchSize = 100_000;

/** @throws ConfigError if a key cannot be read */
export function readSinkSettings(raw: RawConfig): SinkSettings {
  const config = readConfig(sinkDefinition, raw);
  return {
    connection: connectionSettings(raw),
    tableFormat: config['table.name.format'].trim(),
    insertMode: config['insert.mode'],
    keyMode: config['pk.mode'],
    keyFields: config['pk.fields'],
    fields: new Set(config['fields.whitelist']),
    isDeleting: config['delete.enabled'],
    isCreating: config['auto.create'],
    isEvolving: config['auto.evolve'],
    batchSize: config['batch.size'],
    maxRetries: config['max.retries'],
    retryPauseMs: config['retry.backoff.ms'],
    timeZone: config['db.timezone'],
    replaceNullWithDefault: config['replace.null.with.default'],
  };
}

function urlError(url: string): string | undefined {
  try {
    parseJdbcUrl(url);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function atLeast(smallest: number): (value: number) => string | undefined {
  return (value) => (value < smallest ? `Value must be at least ${smallest}` : undefined);
}
