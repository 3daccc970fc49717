import {
  booleanKey,
  intKey,
  listKey,
  longKey,
  type RawConfig,
  stringKey,
  wordKey,
  type ConfigDef,
} from '../../config/config-def.ts';
import { checkPatterns } from './cdc-keys.ts';
import { dialectOf, pollModes } from './source-mode.ts';

const mode = { group: 'Mode' } as const;
const tables = { group: 'Database' } as const;
const reading = { group: 'Connector' } as const;

/** The JDBC source's keys. */
export const pollKeys = {
  'incrementing.column.name': stringKey({
    ...mode,
    doc: 'The column whose numbers only ever grow. Empty: the one that is AUTO_INCREMENT.',
    default: '',
  }),
  'incrementing.column.mapping': listKey({
    ...mode,
    doc: 'The same by table: regular expression of database.table, colon, column.',
    default: [],
  }),
  'timestamp.column.name': listKey({
    ...mode,
    doc: 'The columns of the time of the last change; the first of them that is not NULL counts.',
    default: [],
  }),
  'timestamp.columns.mapping': listKey({
    ...mode,
    doc: 'The same by table: regular expression of database.table, colon, columns between brackets separated by |.',
    default: [],
  }),
  'timestamp.initial': longKey({
    ...mode,
    doc: 'At the first start, rows from this time on are read, in milliseconds since the epoch; -1: from now on. All, if left out.',
    default: null,
  }),
  'timestamp.delay.interval.ms': longKey({
    ...reading,
    doc: 'How long rows are let be before they are read, for times that are not set by the database.',
    default: 0,
    check: (value) => (value < 0 ? 'must not be negative' : undefined),
  }),
  'late.commit.grace.ms': longKey({
    ...reading,
    doc: 'How long a transaction may stay open at most. Left out: MySQL is asked which are, for which the user needs the right PROCESS.',
    default: null,
    check: (value) => (value < 0 ? 'must not be negative' : undefined),
  }),
  'validate.non.null': booleanKey({
    ...mode,
    doc: 'Whether the columns that decide what is new must be NOT NULL.',
    default: true,
  }),
  'topic.prefix': stringKey({
    ...reading,
    doc: 'What topics begin with: <prefix><table>; the topic itself if there is a query.',
    importance: 'HIGH',
  }),
  'table.whitelist': listKey({ ...tables, doc: 'Tables that are read. All, if left out.', default: [] }),
  'table.blacklist': listKey({ ...tables, doc: 'Tables that are not read.', default: [] }),
  'table.include.list': patternsKey('Tables that are read, as regular expressions of database.table.'),
  'table.exclude.list': patternsKey('Tables that are not read, likewise.'),
  'table.types': listKey({ ...tables, doc: 'Kinds of tables: TABLE, VIEW.', default: ['TABLE'] }),
  'catalog.pattern': stringKey({ ...tables, doc: 'The database whose tables are read.', default: null }),
  'table.poll.interval.ms': longKey({
    ...reading,
    doc: 'How often is looked for tables that are new or gone.',
    default: 60_000,
    check: (value) => (value < 100 ? 'Value must be at least 100' : undefined),
  }),
  query: stringKey({
    ...mode,
    doc: 'A SELECT whose rows are read instead of tables. Without WHERE, unless the mode is bulk.',
    default: '',
  }),
  'query.suffix': stringKey({ ...mode, doc: 'What is put at the end of each SELECT.', default: '' }),
  'poll.interval.ms': intKey({
    ...reading,
    doc: 'How often each table is asked for what is new.',
    default: 5_000,
    importance: 'HIGH',
    check: (value) => (value < 1 ? 'Value must be at least 1' : undefined),
  }),
  'batch.max.rows': intKey({
    ...reading,
    doc: 'Rows in a Kafka transaction at most.',
    default: 1_000,
    check: (value) => (value < 1 ? 'Value must be at least 1' : undefined),
  }),
  'db.timezone': stringKey({
    ...reading,
    doc: "In which the database's DATETIMEs are written.",
    default: 'UTC',
    check: checkTimeZone,
  }),
};

/** With the mode, which for the JDBC source's class is always to be said. */
export function pollDef(raw: RawConfig): ConfigDef {
  return { ...modeKey(raw), ...pollKeys };
}

export function modeKey(raw: RawConfig): ConfigDef {
  const dialect = dialectOf(raw);
  if (dialect === 'debezium') return {};
  const doc = 'How is found out what is new.';
  if (dialect === 'jdbc') return { mode: wordKey(pollModes, { ...mode, doc, importance: 'HIGH' }) };
  return { mode: wordKey(['cdc', ...pollModes], { ...mode, doc, importance: 'HIGH', default: 'cdc' }) };
}

function patternsKey(doc: string) {
  return stringKey({ ...tables, doc, default: null, check: checkPatterns });
}

function checkTimeZone(zone: string): string | undefined {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone }).format();
    return undefined;
  } catch {
    return 'must be a time zone, for example Asia/Kolkata';
  }
}
