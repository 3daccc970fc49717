import { describe, expect, it } from 'vitest';
import { microsOfText, offsetOfPlace, placeOfOffset, textOfMicros, wallMicros } from './timestamp-offset.ts';

describe('the place of a row in time', () => {
  it('is written as the JDBC source writes it', () => {
    const micros = microsOfText('2026-11-22 16:30:00.123456');
    expect(offsetOfPlace({ micros, after: ['7'] }, true)).toEqual({
      timestamp: Date.UTC(2026, 10, 22, 16, 30, 0, 123),
      timestamp_nanos: 123_456_000,
      incrementing: 7,
    });
    expect(placeOfOffset(offsetOfPlace({ micros, after: ['7'] }, true))).toEqual({ micros, after: ['7'] });
    expect(placeOfOffset(offsetOfPlace({ micros, after: ['a', 'b'] }, false))).toEqual({
      micros,
      after: ['a', 'b'],
    });
    expect(placeOfOffset({ timestamp: 1_500 })).toEqual({ micros: 1_500_000, after: undefined });
    expect(placeOfOffset({})).toBeUndefined();
    expect(() => placeOfOffset({ timestamp: 'yesterday' })).toThrow('"timestamp" must be');
  });

  it('comes again from its text', () => {
    for (const text of [
      '2026-11-22 16:30:00.123456',
      '1969-12-31 23:59:59.999999',
      '0001-01-01 00:00:00.000000',
    ]) {
      expect(textOfMicros(microsOfText(text))).toBe(text);
    }
  });

  it('is what a clock on the wall shows, where the database keeps that', () => {
    const utc = microsOfText('2026-11-22 20:30:00.000007');
    expect(textOfMicros(wallMicros(utc, 'Asia/Kolkata'))).toBe('2026-11-23 02:00:00.000007');
    expect(textOfMicros(wallMicros(utc, 'UTC'))).toBe('2026-11-22 20:30:00.000007');
  });
});
