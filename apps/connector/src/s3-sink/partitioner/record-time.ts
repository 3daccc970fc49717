import { DataError } from '../../records/data-error.ts';
import type { SinkRecord } from '../../records/connect-record.ts';
import { fieldReader } from './field-path.ts';

export type TimestampExtractor = 'Wallclock' | 'Record' | 'RecordField';

/** The time of a record, in milliseconds since the epoch. `clockMs` is the time of its chunk, for the wall clock. */
export type RecordTime = (record: SinkRecord, clockMs: number) => number;

/** How a record's time is found. */
export function recordTime(extractor: TimestampExtractor, field: string): RecordTime {
  if (extractor === 'Wallclock') return (_, clockMs) => clockMs;
  if (extractor === 'Record') return ({ timestampMs }) => timestampMs;
  const read = fieldReader(field);
  return (record) => {
    // A tombstone has no fields: it belongs to the time it was sent.
    if (record.value === null) return record.timestampMs;
    return parseTime(read(record.value), field);
  };
}

/** Date and time of ISO 8601, also with a space between them, as databases write it; without a zone it is UTC. */
const isoTime = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** What Date can hold. */
const maxEpochMs = 8_640_000_000_000_000;

function parseTime(value: unknown, field: string): number {
  if (typeof value === 'number' || typeof value === 'bigint') {
    const epochMs = Math.trunc(Number(value));
    if (Math.abs(epochMs) <= maxEpochMs) return epochMs;
  }
  if (typeof value === 'string') {
    const match = isoTime.exec(value.trim());
    if (match !== null) {
      const [, day, time = '00:00', zone = 'Z'] = match;
      const epochMs = Date.parse(`${day}T${time}${zone}`);
      if (!Number.isNaN(epochMs)) return epochMs;
    }
  }
  const found = value === undefined ? 'is missing' : 'is neither milliseconds nor a time of ISO 8601';
  throw new DataError(`The field ${field} (timestamp.field) ${found}.`);
}
