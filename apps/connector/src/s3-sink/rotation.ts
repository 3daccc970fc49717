import { TimeZone } from './partitioner/time-zone.ts';
import type { SinkConfig } from './sink-config.ts';

/** When what was collected of a partition is written. */
export interface RotationRules {
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** How far the time of records may go on; undefined: any. */
  readonly recordIntervalMs: number | undefined;
  /** When a chunk whose first record came at that time is written at the latest, by the clock. */
  readonly deadlineMs: (nowMs: number) => number;
}

const dayMs = 86_400_000;
const defaultTimeoutMs = 600_000;
const recordIntervalGraceMs = 60_000;

export function rotationRules(config: SinkConfig, isByTime: boolean): RotationRules {
  const recordIntervalMs = config['rotate.interval.ms'];
  const scheduleMs = config['rotate.schedule.interval.ms'];
  const isByRecordTime = recordIntervalMs > 0 && isByTime;
  const timeoutMs =
    config['flush.timeout.ms'] ??
    (scheduleMs > 0
      ? Number.POSITIVE_INFINITY
      : Math.max(defaultTimeoutMs, isByRecordTime ? recordIntervalMs + recordIntervalGraceMs : 0));
  const zone = new TimeZone(config.timezone === '' ? 'UTC' : config.timezone);
  return {
    maxRecords: config['flush.size'],
    maxBytes: config['chunk.max.bytes'],
    recordIntervalMs: isByRecordTime ? recordIntervalMs : undefined,
    deadlineMs: (nowMs) =>
      Math.min(
        nowMs + timeoutMs,
        scheduleMs > 0 ? nextInSchedule(nowMs, scheduleMs, zone) : Number.POSITIVE_INFINITY,
      ),
  };
}

/** The next whole interval since midnight, in the zone. */
function nextInSchedule(nowMs: number, intervalMs: number, zone: TimeZone): number {
  const localMs = nowMs + zone.offsetMs(nowMs);
  const midnightMs = Math.floor(localMs / dayMs) * dayMs;
  const passed = Math.floor((localMs - midnightMs) / intervalMs);
  return nowMs + midnightMs + (passed + 1) * intervalMs - localMs;
}
