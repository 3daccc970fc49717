import { describe, expect, it } from 'vitest';
import { jodaPattern } from './joda-pattern.ts';
import { TimeZone } from './time-zone.ts';

function written(pattern: string, iso: string, zone = 'UTC', locale = 'en-US'): string {
  const epochMs = Date.parse(iso);
  const offsetMs = new TimeZone(zone).offsetMs(epochMs);
  return jodaPattern(pattern)({ localMs: epochMs + offsetMs, offsetMs, zone, locale });
}

describe('a pattern of Joda-Time', () => {
  it.each([
    [
      "'year'=YYYY/'month'=MM/'day'=dd/'hour'=HH",
      '2026-11-22T16:05:09Z',
      'year=2026/month=11/day=22/hour=16',
    ],
    ["'dt'=yyyy-MM-dd", '2026-01-02T00:00:00Z', 'dt=2026-01-02'],
    ["'o''clock'=H", '2026-01-02T07:00:00Z', "o'clock=7"],
    ["''YY''", '2026-01-02T07:00:00Z', "'26'"],
    ['M/d H:m:s.SSS', '2026-01-02T03:04:05.006Z', '1/2 3:4:5.006'],
    ['hh a, KK, kk', '2026-01-02T00:30:00Z', '12 AM, 00, 24'],
    ['EEE EEEE MMM MMMM e D', '2026-11-22T00:00:00Z', 'Sun Sunday Nov November 7 326'],
  ])('%s of %s is %s', (pattern, iso, text) => {
    expect(written(pattern, iso)).toBe(text);
  });

  it('keeps the year of the date and the year of the week apart', () => {
    expect(written("YYYY x-'W'ww", '2027-01-01T00:00:00Z')).toBe('2027 2026-W53');
    expect(written("YYYY x-'W'ww", '2024-12-30T00:00:00Z')).toBe('2024 2025-W01');
  });

  it('writes the time of the zone, in the language', () => {
    expect(written("yyyy-MM-dd'T'HH:mm ZZ Z ZZZ", '2026-11-22T20:00:00Z', 'Asia/Kolkata')).toBe(
      '2026-11-23T01:30 +05:30 +0530 Asia/Kolkata',
    );
    expect(written('EEEE d MMMM', '2026-11-22T00:00:00Z', 'UTC', 'de-DE')).toBe('Sonntag 22 November');
    expect(written('HH', '2026-07-01T12:00:00Z', 'America/New_York')).toBe('08');
  });

  it.each([
    ['yyyy/bb', 'Illegal pattern component: bb'],
    ["'year=yyyy", 'does not end'],
  ])('is refused if it is none: %s', (pattern, message) => {
    expect(() => jodaPattern(pattern)).toThrow(message);
  });
});
