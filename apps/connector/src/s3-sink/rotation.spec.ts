import { describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import { rotationRules } from './rotation.ts';
import { readSinkConfig } from './sink-config.ts';

const nowMs = Date.UTC(2026, 10, 22, 16, 7, 30);
const minuteMs = 60_000;

function deadline(config: RawConfig, isByTime = false): string {
  const required = { 's3.bucket.name': 'b', 'format.class': 'JsonFormat', 'flush.size': '3' };
  const at = rotationRules(readSinkConfig({ ...required, ...config }), isByTime).deadlineMs(nowMs);
  return at === Number.POSITIVE_INFINITY ? 'never' : new Date(at).toISOString().slice(11, 19);
}

describe('the latest time at which records are written', () => {
  it.each([
    ['ten minutes after the first, by default', {}, false, '16:17:30'],
    [
      'a minute after the interval of records, if that is longer',
      { 'rotate.interval.ms': '3600000' },
      true,
      '17:08:30',
    ],
    [
      'ten minutes, if the interval of records means nothing',
      { 'rotate.interval.ms': '3600000' },
      false,
      '16:17:30',
    ],
    ['the time that is set', { 'flush.timeout.ms': '1000' }, false, '16:07:31'],
    ['the next in the schedule', { 'rotate.schedule.interval.ms': `${15 * minuteMs}` }, false, '16:15:00'],
    [
      'the next in the schedule, counted from midnight in the zone',
      { 'rotate.schedule.interval.ms': `${60 * minuteMs}`, timezone: 'Asia/Kolkata' },
      false,
      '16:30:00',
    ],
    [
      'whichever comes first',
      { 'rotate.schedule.interval.ms': `${15 * minuteMs}`, 'flush.timeout.ms': '2000' },
      false,
      '16:07:32',
    ],
  ])('is %s', (_, config, isByTime, expected) => {
    expect(deadline(config, isByTime)).toBe(expected);
  });
});
