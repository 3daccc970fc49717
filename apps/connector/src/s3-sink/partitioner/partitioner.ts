import type { SinkRecord } from '../../records/connect-record.ts';
import { DataError } from '../../records/data-error.ts';
import type { ContentConfig } from '../content-config.ts';
import { fieldReader } from './field-path.ts';
import { jodaPattern } from './joda-pattern.ts';
import { type RecordTime, recordTime } from './record-time.ts';
import { TimeZone } from './time-zone.ts';

/** Says where records belong. */
export interface Partitioner {
  /**
   * The directory of a record below its topic's, `year=2026/month=11/day=22/hour=16`.
   *
   * @throws DataError if the record does not have what it takes
   */
  readonly directoryOf: (record: SinkRecord, clockMs: number) => string;
  /** The time that decides about directories; undefined if none does. */
  readonly timeOf: RecordTime | undefined;
  /** True if the directory comes from the wall clock: then all of a chunk has the same. */
  readonly isWallclock: boolean;
}

const hourMs = 3_600_000;
const hourlyFormat = "'year'=YYYY/'month'=MM/'day'=dd/'hour'=HH";
const dailyFormat = "'year'=YYYY/'month'=MM/'day'=dd";
const maxRemembered = 4_096;

export function createPartitioner(content: ContentConfig): Partitioner {
  switch (content['partitioner.class']) {
    case 'DefaultPartitioner':
      return fixed(({ partition }) => `partition=${partition}`);
    case 'FieldPartitioner':
      return fixed(byFields(content['partition.field.name'], content['directory.delim']));
    case 'HourlyPartitioner':
      return byTime(content, withDelimiter(hourlyFormat, content), hourMs);
    case 'DailyPartitioner':
      return byTime(content, withDelimiter(dailyFormat, content), 24 * hourMs);
    case 'TimeBasedPartitioner':
      return byTime(content, content['path.format'], content['partition.duration.ms']);
  }
}

function withDelimiter(format: string, content: ContentConfig): string {
  return format.replaceAll('/', content['directory.delim']);
}

function fixed(directoryOf: (record: SinkRecord) => string): Partitioner {
  return { directoryOf, timeOf: undefined, isWallclock: false };
}

/** Records of the same stretch of local time are together, whatever the offset of the zone is just then. */
function byTime(content: ContentConfig, pathFormat: string, durationMs: number): Partitioner {
  const zone = new TimeZone(content.timezone);
  const write = jodaPattern(pathFormat);
  const timeOf = recordTime(content['timestamp.extractor'], content['timestamp.field']);
  const known = new Map<number, string>();
  let last = { bucket: Number.NaN, offsetMs: 0, directory: '' };
  return {
    timeOf,
    isWallclock: content['timestamp.extractor'] === 'Wallclock',
    directoryOf(record, clockMs) {
      const epochMs = timeOf(record, clockMs);
      const offsetMs = zone.offsetMs(epochMs);
      const bucket = Math.floor((epochMs + offsetMs) / durationMs);
      if (bucket === last.bucket && offsetMs === last.offsetMs) return last.directory;
      let directory = known.get(bucket);
      if (directory === undefined || offsetMs !== last.offsetMs) {
        if (known.size >= maxRemembered) known.clear();
        directory = write({ localMs: bucket * durationMs, offsetMs, zone: zone.id, locale: content.locale });
        known.set(bucket, directory);
      }
      last = { bucket, offsetMs, directory };
      return directory;
    },
  };
}

function byFields(names: readonly string[], delimiter: string): (record: SinkRecord) => string {
  const fields = names.map((name) => ({ name, read: fieldReader(name) }));
  return ({ value }) =>
    fields.map(({ name, read }) => `${name}=${fieldText(name, read(value))}`).join(delimiter);
}

function fieldText(name: string, value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return value.replaceAll(unsafe, encodeByte);
  if (
    typeof value === 'boolean' ||
    typeof value === 'bigint' ||
    (typeof value === 'number' && Number.isInteger(value))
  )
    return String(value);
  throw new DataError(
    `The field ${name} (partition.field.name) is neither text, a whole number nor true or false.`,
  );
}

/**
 * What would end a directory or mean something in a path or an address; written as Hive does, and read so by
 * DuckDB.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const unsafe = /[\u0000-\u001f\u007f"#%'*/:=?\\{[\]^<>|+]/g;

function encodeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
