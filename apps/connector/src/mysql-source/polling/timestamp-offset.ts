import type { SourcePosition } from '../../plugin/plugin.ts';
import { microsBelowMs, msOf } from '../values/calendar.ts';

/** After which row reading goes on: the time of the last one, and its id or key among those of the same time. */
export interface RowPlace {
  /** Of what the table shows, taken for UTC. */
  readonly micros: number;
  /** Undefined: every row of that time was read. */
  readonly after: readonly string[] | undefined;
}

const microsPerMs = 1_000;
const microsPerSecond = 1_000_000;
const nanosPerMicro = 1_000;

/** In the form of the JDBC source: milliseconds, and the nanoseconds of the second. */
export function offsetOfPlace({ micros, after }: RowPlace, isById: boolean): SourcePosition {
  const ofSecond = micros - Math.floor(micros / microsPerSecond) * microsPerSecond;
  return {
    timestamp: Math.floor(micros / microsPerMs),
    timestamp_nanos: ofSecond * nanosPerMicro,
    ...(after === undefined ? {} : isById ? { incrementing: idOf(after[0] ?? '') } : { after }),
  };
}

/** Reads the same again. @throws Error if it is something else */
export function placeOfOffset(offset: SourcePosition): RowPlace | undefined {
  const { timestamp, timestamp_nanos: nanos, incrementing, after } = offset as StoredPlace;
  if (timestamp === undefined) return undefined;
  if (!Number.isSafeInteger(timestamp)) throw new Error('"timestamp" must be a number of milliseconds.');
  const micros =
    nanos === undefined
      ? timestamp * microsPerMs
      : Math.floor(timestamp / 1_000) * microsPerSecond + Math.floor(nanos / nanosPerMicro);
  if (Array.isArray(after)) return { micros, after: after.map(String) };
  return { micros, after: incrementing === undefined ? undefined : [String(incrementing)] };
}

interface StoredPlace {
  readonly timestamp?: number;
  readonly timestamp_nanos?: number;
  readonly incrementing?: number | string;
  readonly after?: readonly string[];
}

/** Of `2026-11-22 16:30:00.000001`; a date that is none comes before all others. */
export function microsOfText(text: string): number {
  const ms = msOf(text);
  return ms === undefined ? Number.MIN_SAFE_INTEGER : ms * microsPerMs + microsBelowMs(text);
}

/** The other way round. */
export function textOfMicros(micros: number): string {
  const ms = Math.floor(micros / microsPerMs);
  const text = new Date(ms).toISOString();
  const rest = String(micros - ms * microsPerMs).padStart(3, '0');
  return `${text.slice(0, 10)} ${text.slice(11, 23)}${rest}`;
}

/** What a clock in a time zone shows, taken for UTC. */
export function wallMicros(microsUtc: number, timeZone: string): number {
  if (timeZone === 'UTC') return microsUtc;
  const ms = Math.floor(microsUtc / microsPerMs);
  const parts = new Map<string, number>(
    new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)] as const),
  );
  const part = (type: string): number => parts.get(type) ?? 0;
  const wallMs = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  const ofSecond = microsUtc - Math.floor(microsUtc / microsPerSecond) * microsPerSecond;
  return wallMs * microsPerMs + ofSecond;
}

function idOf(text: string): number | string {
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : text;
}
