import { DataError } from '../../records/data-error.ts';
import { logicalTypes, type Schema } from '../../records/schema.ts';
import type { OffsetMs } from './time-zone.ts';

/** A date, a time, or both. */
export type Moment =
  /** The same everywhere: milliseconds since the epoch, and microseconds below them. */
  | { readonly kind: 'instant'; readonly epochMs: number; readonly micros: number }
  /** What a clock on the wall shows: the same two, as if it hung in UTC. */
  | { readonly kind: 'wall'; readonly epochMs: number; readonly micros: number }
  | { readonly kind: 'date'; readonly days: number }
  /** Microseconds since midnight; may be negative or beyond a day, as MySQL's TIME. */
  | { readonly kind: 'time'; readonly micros: number };

const dayMs = 86_400_000;

/**
 * What a value of a schema with a meaning stands for. Debezium's types for DATETIME have no zone, Connect's Timestamp is a moment.
 *
 * @returns undefined: the schema says nothing of time
 */
export function momentReader(schema: Schema | undefined): ((value: unknown) => Moment) | undefined {
  switch (schema?.name) {
    case logicalTypes.date:
    case 'io.debezium.time.Date':
      return (value) => ({ kind: 'date', days: Number(value) });
    case logicalTypes.time:
    case 'io.debezium.time.Time':
      return (value) => ({ kind: 'time', micros: Number(value) * 1_000 });
    case 'io.debezium.time.MicroTime':
      return (value) => ({ kind: 'time', micros: Number(value) });
    case 'io.debezium.time.NanoTime':
      return (value) => ({ kind: 'time', micros: Math.floor(Number(value) / 1_000) });
    case logicalTypes.timestamp:
      return (value) => ({ kind: 'instant', epochMs: Number(value), micros: 0 });
    case 'io.debezium.time.Timestamp':
      return (value) => ({ kind: 'wall', epochMs: Number(value), micros: 0 });
    case 'io.debezium.time.MicroTimestamp':
      return (value) => wallOf(BigInt(value as number | bigint));
    case 'io.debezium.time.NanoTimestamp':
      return (value) => wallOf(floorDivide(BigInt(value as number | bigint), 1_000n));
    default:
      return undefined;
  }
}

function wallOf(micros: bigint): Moment {
  const epochMs = floorDivide(micros, 1_000n);
  return { kind: 'wall', epochMs: Number(epochMs), micros: Number(micros - epochMs * 1_000n) };
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

const isoForm =
  /^([+-]?\d{4,6})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;
const timeForm = /^([+-])?(\d{1,3}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?Z?$/i;

/**
 * Reads an ISO date, time or both: `2026-11-22`, `16:30:00.5`, `2026-11-22T16:30:00+05:30`. With a zone it is a moment, without one
 * it is what a clock shows.
 *
 * @throws DataError if it is none of them
 */
export function parseMoment(text: string): Moment {
  const match = isoForm.exec(text.trim());
  if (match === null) return parseTime(text);
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCDate() !== Number(day)) throw new DataError(`${text} is no date.`);
  if (hour === undefined) return { kind: 'date', days: date.getTime() / dayMs };
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)));
  const micros = Number(fraction.padEnd(6, '0').slice(3, 6));
  if (zone === undefined) return { kind: 'wall', epochMs: date.getTime(), micros };
  return { kind: 'instant', epochMs: date.getTime() - zoneOffsetMs(zone), micros };
}

function parseTime(text: string): Moment {
  const match = timeForm.exec(text.trim());
  if (match === null) throw new DataError(`${JSON.stringify(text)} is no date and no time.`);
  const [, sign, hours, minutes, seconds = '0', fraction = ''] = match;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const micros = whole * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
  return { kind: 'time', micros: sign === '-' ? -micros : micros };
}

function zoneOffsetMs(zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (hours === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** How a column writes it. */
export type TimeColumn = 'date' | 'time' | 'datetime' | 'timestamp';

/**
 * As MySQL reads it. A DATETIME or a DATE is what a clock in the database's zone shows; a TIMESTAMP is written in UTC, as the session is.
 *
 * @throws DataError if it has no such part
 */
export function momentText(moment: Moment, column: TimeColumn, zone: OffsetMs): string {
  if (column === 'time') return timeText(microsOfDay(moment, zone));
  if (moment.kind === 'time')
    throw new DataError(`A time without a date does not fit a column of type ${column}.`);
  if (moment.kind === 'date') {
    const date = dateTimeText(moment.days * dayMs, 0).slice(0, 'yyyy-mm-dd'.length);
    return column === 'date' ? date : `${date} 00:00:00`;
  }
  const epochMs = column === 'timestamp' ? utcMs(moment, zone) : wallMs(moment, zone);
  const text = dateTimeText(epochMs, moment.micros);
  return column === 'date' ? text.slice(0, 'yyyy-mm-dd'.length) : text;
}

type DatedMoment = Extract<Moment, { epochMs: number }>;

function wallMs({ kind, epochMs }: DatedMoment, zone: OffsetMs): number {
  return kind === 'wall' ? epochMs : epochMs + zone(epochMs);
}

/** A clock's time may be there twice or never when clocks are put back or forward: then the earlier offset counts. */
function utcMs({ kind, epochMs }: DatedMoment, zone: OffsetMs): number {
  return kind === 'instant' ? epochMs : epochMs - zone(epochMs - zone(epochMs));
}

function microsOfDay(moment: Moment, zone: OffsetMs): number {
  if (moment.kind === 'time') return moment.micros;
  if (moment.kind === 'date')
    throw new DataError('A date without a time does not fit a column of type time.');
  const epochMs = wallMs(moment, zone);
  return (epochMs - Math.floor(epochMs / dayMs) * dayMs) * 1_000 + moment.micros;
}

function dateTimeText(epochMs: number, micros: number): string {
  const date = new Date(epochMs);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 0 || date.getUTCFullYear() > 9999)
    throw new DataError('The time lies outside the years 0 to 9999.');
  const iso = date.toISOString();
  const text = `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
  return micros === 0 ? text : text + String(micros).padStart(3, '0');
}

function timeText(micros: number): string {
  const positive = Math.abs(micros);
  const seconds = Math.floor(positive / 1_000_000);
  const fraction = String(positive % 1_000_000).padStart(6, '0');
  const clock = `${twoDigits(Math.floor(seconds / 3_600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
  return `${micros < 0 ? '-' : ''}${clock}.${fraction}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
