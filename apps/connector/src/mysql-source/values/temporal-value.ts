import { logicalTypes, type Schema } from '../../records/schema.ts';
import { daysOf, microsBelowMs, microsOfTime, msOf } from './calendar.ts';
import type { ColumnType } from './column-type.ts';
import type { Handling } from './handling.ts';
import { type ColumnValue, schemaOf } from './value-schema.ts';

type TimeMode = Handling['time'];

export function isTemporal({ word }: ColumnType): boolean {
  return word === 'date' || word === 'time' || word === 'datetime' || word === 'timestamp';
}

/**
 * Dates and times, from MySQL's text. Where the type that a mode names would cut digits or cannot hold the value (Connect's Timestamp
 * has milliseconds, its Time ends at midnight), the next one that can is taken.
 */
export function temporalValue(type: ColumnType, mode: TimeMode): ColumnValue {
  const digits = type.sizes[0] ?? 0;
  switch (type.word) {
    case 'date':
      return dateValue(mode);
    case 'time':
      return timeValue(mode);
    case 'datetime':
      return datetimeValue(digits, mode);
    default:
      return mode === 'jdbc' ? datetimeValue(digits, mode) : zonedValue;
  }
}

function dateValue(mode: TimeMode): ColumnValue {
  if (mode === 'isostring') {
    return {
      schema: schemaOf('string', 'io.debezium.time.IsoDate'),
      convert: (raw: string) => (daysOf(raw) === undefined ? undefined : `${raw}Z`),
      substitute: '1970-01-01Z',
    };
  }
  const isConnect = mode === 'connect' || mode === 'jdbc';
  return {
    schema: schemaOf('int32', isConnect ? logicalTypes.date : 'io.debezium.time.Date'),
    convert: daysOf,
    substitute: 0,
  };
}

function timeValue(mode: TimeMode): ColumnValue {
  switch (mode) {
    case 'isostring':
      return { schema: schemaOf('string', 'io.debezium.time.IsoTime'), convert: (raw: string) => `${raw}Z` };
    case 'nanoseconds':
      return {
        schema: schemaOf('int64', 'io.debezium.time.NanoTime'),
        convert: (raw: string) => microsOfTime(raw) * 1_000,
      };
    default:
      return { schema: schemaOf('int64', 'io.debezium.time.MicroTime'), convert: microsOfTime };
  }
}

function datetimeValue(digits: number, mode: TimeMode): ColumnValue {
  if (mode === 'isostring') {
    return {
      schema: schemaOf('string', 'io.debezium.time.IsoTimestamp'),
      convert: isoText,
      substitute: '1970-01-01T00:00:00Z',
    };
  }
  if (mode === 'nanoseconds') {
    const schema = schemaOf('int64', 'io.debezium.time.NanoTimestamp');
    return { schema, convert: nanosOf, substitute: 0 };
  }
  if (mode === 'microseconds' || digits > 3) {
    const schema = schemaOf('int64', 'io.debezium.time.MicroTimestamp');
    return { schema, convert: microsOf, substitute: 0 };
  }
  return { schema: millisSchemas[mode], convert: msOf, substitute: 0 };
}

const connectTimestamp = schemaOf('int64', logicalTypes.timestamp);
const millisSchemas: Readonly<Record<'adaptive_time_microseconds' | 'connect' | 'jdbc', Schema>> = {
  adaptive_time_microseconds: schemaOf('int64', 'io.debezium.time.Timestamp'),
  connect: connectTimestamp,
  jdbc: connectTimestamp,
};

/** TIMESTAMP is a moment, and the session's time zone is UTC. */
const zonedValue: ColumnValue = {
  schema: schemaOf('string', 'io.debezium.time.ZonedTimestamp'),
  convert: isoText,
  substitute: '1970-01-01T00:00:00Z',
};

function isoText(raw: string): string | undefined {
  return daysOf(raw) === undefined ? undefined : `${raw.slice(0, 10)}T${raw.slice(11)}Z`;
}

function microsOf(raw: string): number | bigint | undefined {
  const ms = msOf(raw);
  if (ms === undefined) return undefined;
  const micros = ms * 1_000 + microsBelowMs(raw);
  if (Number.isSafeInteger(micros)) return micros;
  return BigInt(ms) * 1_000n + BigInt(microsBelowMs(raw));
}

function nanosOf(raw: string): bigint | undefined {
  const micros = microsOf(raw);
  return micros === undefined ? undefined : BigInt(micros) * 1_000n;
}
