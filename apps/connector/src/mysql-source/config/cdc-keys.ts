import {
  booleanKey,
  type ConfigDef,
  intKey,
  listKey,
  longKey,
  type RawConfig,
  stringKey,
  wordKey,
} from '../../config/config-def.ts';
import { columnRuleKeys } from './column-rule-keys.ts';
import { patternsOf } from './name-patterns.ts';

const tables = { group: 'Tables', importance: 'HIGH' } as const;
const snapshot = { group: 'Snapshot' } as const;
const events = { group: 'Events' } as const;

export const snapshotModes = [
  'initial',
  'initial_only',
  'no_data',
  'schema_only',
  'never',
  'when_needed',
  'always',
  'recovery',
  'schema_only_recovery',
] as const;

/** The keys of `mode=cdc`, by Debezium's names. */
export const cdcKeys = {
  'topic.prefix': stringKey({
    group: 'Topics',
    doc: 'What topics begin with: <prefix>.<database>.<table>. Also the name of the server in offsets and events.',
    importance: 'HIGH',
    check: (value) =>
      /^[\w.-]+$/.test(value) ? undefined : 'may only have letters, digits, dots, hyphens and underscores',
  }),
  'database.include.list': patternsKey('Databases that are read, as regular expressions. All, if left out.'),
  'database.exclude.list': patternsKey('Databases that are not read, as regular expressions.'),
  'table.include.list': patternsKey(
    'Tables that are read, as regular expressions of database.table. All, if left out.',
  ),
  'table.exclude.list': patternsKey('Tables that are not read, as regular expressions of database.table.'),
  'column.include.list': patternsKey(
    'Columns that are in the records, as regular expressions of database.table.column.',
  ),
  'column.exclude.list': patternsKey('Columns that are not, likewise. They still are in the key.'),
  'message.key.columns': stringKey({
    ...tables,
    importance: 'MEDIUM',
    doc: 'The columns of the key instead of the primary key: database.table:column,column;database.other:column.',
    default: null,
    check: (value) =>
      /^[^:;]+:[^:;]+(;[^:;]+:[^:;]+)*;?$/.test(value)
        ? undefined
        : 'must have the form table:column,column;…',
  }),
  'table.poll.interval.ms': longKey({
    ...tables,
    importance: 'LOW',
    doc: 'How often is looked for tables that are new; these are read from their beginning.',
    default: 60_000,
    check: (value) => (value < 100 ? 'Value must be at least 100' : undefined),
  }),
  'snapshot.mode': wordKey(snapshotModes, {
    ...snapshot,
    doc: 'What is read before the changes: initial (everything once), initial_only (and nothing after it), no_data, when_needed (again if the binlog was purged), always (at each start).',
    default: 'initial',
    importance: 'HIGH',
  }),
  'snapshot.fetch.size': intKey({
    ...snapshot,
    doc: 'Rows that are read at once. Without it, incremental.snapshot.chunk.size counts.',
    default: null,
    check: atLeastOne,
  }),
  'incremental.snapshot.chunk.size': intKey({
    ...snapshot,
    doc: 'Rows that are read at once.',
    default: 5_000,
    check: atLeastOne,
  }),
  'database.server.id': longKey({
    group: 'Connection',
    doc: 'The id as a replica, of which no other replica or server may have the same. Drawn at random if left out.',
    default: null,
    check: (value) => (value < 1 || value >= 2 ** 32 ? 'must be between 1 and 4294967295' : undefined),
  }),
  'max.batch.size': intKey({
    ...events,
    doc: 'Changed rows in a Kafka transaction, about: it ends with a transaction of the database, which is only divided if it is larger.',
    default: 6_000,
    check: atLeastOne,
  }),
  'tombstones.on.delete': booleanKey({
    ...events,
    doc: 'Whether a deletion is followed by a record without a value, after which a compacted topic forgets the key.',
    default: true,
  }),
  'after.state.only': booleanKey({
    ...events,
    doc: 'Rows as they are after the change instead of the whole event; a deletion is then a record without a value.',
    default: false,
  }),
  'skipped.operations': listKey({
    ...events,
    doc: 'Operations that are left out: c, u, d, t or none.',
    default: ['t'],
    check: (items) =>
      items.every((item) => /^(c|u|d|t|none)$/.test(item)) ? undefined : 'must be some of c, u, d, t or none',
  }),
  'heartbeat.interval.ms': longKey({
    ...events,
    doc: 'How often a record says that all is well, in the topic <topic.heartbeat.prefix>.<topic.prefix>; 0: never. The offset moves in any case.',
    default: 0,
    check: (value) => (value < 0 ? 'must not be negative' : undefined),
  }),
  'topic.heartbeat.prefix': stringKey({
    ...events,
    doc: 'See heartbeat.interval.ms.',
    default: '__debezium-heartbeat',
  }),
};

/** With the keys whose names hold a number, as they stand in a configuration. */
export function cdcDef(raw: RawConfig): ConfigDef {
  return { ...knownKeys(raw), ...columnRuleKeys(raw) };
}

/** What Debezium called `topic.prefix` before its second version is taken for it. */
export function knownKeys(raw: RawConfig): typeof cdcKeys {
  const serverName = raw['database.server.name'];
  if (serverName === undefined) return cdcKeys;
  return { ...cdcKeys, 'topic.prefix': { ...cdcKeys['topic.prefix'], default: serverName } };
}

function patternsKey(doc: string) {
  return stringKey({ ...tables, doc, default: null, check: checkPatterns });
}

export function checkPatterns(text: string): string | undefined {
  try {
    patternsOf(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function atLeastOne(value: number): string | undefined {
  return value < 1 ? 'Value must be at least 1' : undefined;
}
