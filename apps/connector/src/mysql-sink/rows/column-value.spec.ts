import { describe, expect, it } from 'vitest';
import type { Schema } from '../../records/schema.ts';
import type { TargetColumn } from '../table/target-table.ts';
import { timeZoneOffset } from '../time/time-zone.ts';
import { columnWriter, SqlNumber } from './column-value.ts';

function column(type: string): TargetColumn {
  return { name: 'c', type, fullType: type, isNullable: true, isGenerated: false };
}

function write(
  type: string,
  value: unknown,
  { schema, zone = 'UTC' }: { schema?: Schema; zone?: string } = {},
): unknown {
  return columnWriter(column(type), schema, timeZoneOffset(zone))(value);
}

function named(type: Schema['type'], name: string, parameters?: Record<string, string>): Schema {
  return { type, optional: true, name, ...(parameters === undefined ? {} : { parameters }) };
}

const timestamp = named('int64', 'org.apache.kafka.connect.data.Timestamp');
const decimal = named('bytes', 'org.apache.kafka.connect.data.Decimal', { scale: '2' });

describe('a value for a column', () => {
  it.each<[string, unknown, unknown]>([
    ['int', true, 1],
    ['bigint', '9223372036854775807', 9223372036854775807n],
    ['bigint', '12.00', 12],
    ['year', 2026, 2026],
    ['decimal', '12.50', new SqlNumber('12.50')],
    ['decimal', 1e-7, new SqlNumber('0.000000100000000000000000000000')],
    ['decimal', 12345678901234567890n, new SqlNumber('12345678901234567890')],
    ['double', 0.1, 0.1],
    ['varchar', 12, '12'],
    ['varchar', { a: [1] }, '{"a":[1]}'],
    ['json', 'text', '"text"'],
    ['json', [1, 9007199254740993n], '[1,9007199254740993]'],
    ['blob', 'AP+A', Buffer.from([0, 255, 128])],
    ['bit', true, 1],
    ['datetime', '2026-11-22T16:30:00+05:30', '2026-11-22 11:00:00.000'],
    ['datetime', '2026-11-22 16:30:00.123456', '2026-11-22 16:30:00.123456'],
    ['datetime', '2026-11-22', '2026-11-22 00:00:00'],
    ['datetime', 1_700_000_000_123, '2023-11-14 22:13:20.123'],
    ['date', 20_000, '2024-10-04'],
    ['date', '2026-11-22T23:30:00Z', '2026-11-22'],
    ['time', '-838:59:59.5', '-838:59:59.500000'],
    ['time', 1_000, '00:00:01.000000'],
  ])('of %s without a schema: %o is %o', (type, value, expected) => {
    expect(write(type, value)).toEqual(expected);
  });

  it.each<[string, Schema, unknown, unknown]>([
    ['datetime', timestamp, 1_700_000_000_123, '2023-11-15 03:43:20.123'],
    ['timestamp', timestamp, 1_700_000_000_123, '2023-11-14 22:13:20.123'],
    ['date', timestamp, 1_700_000_000_123, '2023-11-15'],
    ['varchar', timestamp, 1_700_000_000_123, '2023-11-14T22:13:20.123Z'],
    ['datetime', named('int64', 'io.debezium.time.MicroTimestamp'), -1, '1969-12-31 23:59:59.999999'],
    [
      'datetime',
      named('string', 'io.debezium.time.ZonedTimestamp'),
      '2026-11-22T00:00:00.5Z',
      '2026-11-22 05:30:00.500',
    ],
    ['time', named('int64', 'io.debezium.time.MicroTime'), -1_000_001, '-00:00:01.000001'],
    ['bit', named('bytes', 'io.debezium.data.Bits'), Buffer.from([1, 2]), Buffer.from([2, 1])],
    ['json', named('string', 'io.debezium.data.Json'), '{"a": 1}', '{"a": 1}'],
    ['decimal', decimal, '12.50', new SqlNumber('12.50')],
    ['varchar', decimal, '12.50', '12.50'],
    ['blob', { type: 'string', optional: true }, 'text', Buffer.from('text')],
    ['int', { type: 'int32', optional: true, default: 7 }, null, 7],
  ])('of %s in India, with the schema %o: %o is %o', (type, schema, value, expected) => {
    expect(write(type, value, { schema, zone: 'Asia/Kolkata' })).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ['int', 1.5, 'a whole number is wanted'],
    ['int', '', 'a whole number is wanted'],
    ['decimal', 'BNI=', 'decimal.format=NUMERIC'],
    ['double', Number.NaN, 'a finite number is wanted'],
    ['blob', 'no base64!', 'bytes in base64'],
    ['datetime', 'yesterday', 'is no date and no time'],
    ['datetime', '', 'is no date and no time'],
    ['datetime', '2026-02-30', 'is no date'],
    ['date', '12:00', 'time without a date'],
  ])('of %s is not %o', (type, value, message) => {
    expect(() => write(type, value)).toThrow(`Column "c" (${type})`);
    expect(() => write(type, value)).toThrow(message);
  });

  it('is read anew where a time differs from the one before', () => {
    const writer = columnWriter(column('datetime'), undefined, timeZoneOffset('UTC'));
    const written = ['2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z'].map(writer);
    expect(written).toEqual([
      '2026-11-22 00:00:00.000',
      '2026-11-22 00:00:00.000',
      '2026-11-23 00:00:00.000',
    ]);
  });

  it('has no place in a column of another kind', () => {
    expect(() => write('geometry', 'x')).toThrow('values of type geometry cannot be written');
  });

  it('follows a zone through its changes of clock', () => {
    const zone = 'Europe/Berlin';
    expect(write('datetime', '2026-03-29T00:59:59Z', { zone })).toBe('2026-03-29 01:59:59.000');
    expect(write('datetime', '2026-03-29T01:00:00Z', { zone })).toBe('2026-03-29 03:00:00.000');
    expect(write('timestamp', '2026-07-01 12:00:00', { zone })).toBe('2026-07-01 10:00:00.000');
    expect(write('timestamp', '2026-01-01 12:00:00', { zone })).toBe('2026-01-01 11:00:00.000');
  });
});
