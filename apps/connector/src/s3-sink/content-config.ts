import {
  booleanKey,
  type ConfigDef,
  type ConfigKey,
  type ConfigKeyOptions,
  type ConfigValues,
  intKey,
  listKey,
  longKey,
  type RawConfig,
  stringKey,
  wordKey,
} from '../config/config-def.ts';
import { readConfig } from '../config/read-config.ts';
import { jodaPattern } from './partitioner/joda-pattern.ts';
import { TimeZone } from './partitioner/time-zone.ts';

/** Keys that decide which objects a chunk becomes, and their bytes: what is noted beside a chunk that is under way. */
export const contentDef = {
  'topics.dir': stringKey({
    doc: 'The folder of the bucket in which the topics are.',
    default: 'topics',
    importance: 'HIGH',
  }),
  'directory.delim': stringKey({ doc: 'Between directories of a key.', default: '/', check: notEmpty }),
  'file.delim': stringKey({ doc: 'Between the parts of a file name.', default: '+', check: notEmpty }),
  'filename.offset.zero.pad.width': intKey({
    doc: 'Digits of the first offset in a file name, filled with zeros.',
    default: 10,
    check: (value) => (value < 0 || value > 20 ? 'must be between 0 and 20' : undefined),
  }),
  'format.class': simpleClassKey(['JsonFormat', 'ParquetFormat', 'AvroFormat', 'ByteArrayFormat'], {
    doc: 'How records are written: JSON lines, Parquet, Avro, or the bytes of their values.',
    importance: 'HIGH',
  }),
  's3.compression.type': wordKey(['none', 'gzip', 'zstd'], {
    doc: 'How objects of JSON and of bytes are compressed.',
    default: 'none',
  }),
  's3.compression.level': intKey({
    doc: 'gzip: 1 (fast) to 9 (small); zstd: 1 to 19; -1: 3, which is quick and nearly as small.',
    default: -1,
    check: (value) => (value < -1 || value > 19 ? 'must be between -1 and 19' : undefined),
  }),
  'parquet.codec': wordKey(['none', 'snappy', 'gzip', 'zstd'], {
    doc: 'How pages of Parquet are compressed.',
    default: 'snappy',
  }),
  'avro.codec': wordKey(['null', 'deflate'], { doc: 'How blocks of Avro are compressed.', default: 'null' }),
  'json.decimal.format': wordKey(['BASE64', 'NUMERIC'], {
    doc: 'How decimals of a schema are written in JSON.',
    default: 'BASE64',
  }),
  'format.bytearray.extension': stringKey({ doc: 'Of objects of bytes.', default: '.bin' }),
  'format.bytearray.separator': stringKey({ doc: 'After each value, in objects of bytes.', default: '\n' }),
  'partitioner.class': simpleClassKey(
    [
      'DefaultPartitioner',
      'HourlyPartitioner',
      'DailyPartitioner',
      'TimeBasedPartitioner',
      'FieldPartitioner',
    ],
    { doc: 'Which directory a record belongs to.', default: 'DefaultPartitioner', importance: 'HIGH' },
  ),
  'partition.field.name': listKey({
    doc: 'FieldPartitioner: the fields, nested ones with dots.',
    default: [],
  }),
  'path.format': stringKey({
    doc: "TimeBasedPartitioner: a pattern of Joda-Time, for example 'year'=YYYY/'month'=MM.",
    default: '',
    check: (value) => thrown(() => jodaPattern(value)),
  }),
  'partition.duration.ms': longKey({
    doc: 'TimeBasedPartitioner: the time a directory covers.',
    default: -1,
  }),
  locale: stringKey({
    doc: 'The language of names of days and months.',
    default: 'en-US',
    check: (value) =>
      value === '' ? undefined : thrown(() => Intl.getCanonicalLocales(value.replaceAll('_', '-'))),
  }),
  timezone: stringKey({
    doc: 'The zone of directories and of rotation by the clock.',
    default: 'UTC',
    check: (value) => (value === '' ? undefined : thrown(() => new TimeZone(value))),
  }),
  'timestamp.extractor': simpleClassKey(['Wallclock', 'Record', 'RecordField'], {
    doc: 'Which time decides: of writing, of the record, or a field of the record.',
    default: 'Wallclock',
  }),
  'timestamp.field': stringKey({
    doc: 'RecordField: the field, a nested one with dots.',
    default: 'timestamp',
  }),
  'behavior.on.null.values': wordKey(['fail', 'ignore', 'write'], {
    doc: 'Records without a value. write needs store.kafka.metadata.',
    default: 'fail',
  }),
  'store.kafka.metadata': booleanKey({
    doc: 'Keeps key, headers, partition, offset, time and exact value of each record beside what is written of it.',
    default: false,
    importance: 'HIGH',
  }),
} satisfies ConfigDef;

export type ContentConfig = ConfigValues<typeof contentDef>;

/** @throws ConfigError if a key cannot be read */
export function readContent(raw: RawConfig): ContentConfig {
  const content = readConfig(contentDef, raw);
  return {
    ...content,
    locale: content.locale === '' ? 'en-US' : content.locale.replaceAll('_', '-'),
    timezone: content.timezone === '' ? 'UTC' : content.timezone,
  };
}

/** What a configuration says of the content, as it stands there: no secret is among it. */
export function contentOf(raw: RawConfig): RawConfig {
  return Object.fromEntries(Object.entries(raw).filter(([name]) => name in contentDef));
}

/** A class by its simple name, whatever package it is in. */
function simpleClassKey<const Name extends string>(
  names: readonly Name[],
  options: ConfigKeyOptions<NoInfer<Name>>,
): ConfigKey<Name> {
  const key = wordKey(names, options);
  return {
    ...key,
    type: 'CLASS',
    parse: (text) => key.parse(simpleName(text.trim())),
  };
}

function simpleName(className: string): string {
  return className
    .slice(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1)
    .replace(/TimestampExtractor$/, '');
}

function notEmpty(value: string): string | undefined {
  return value === '' ? 'must not be empty' : undefined;
}

function thrown(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
