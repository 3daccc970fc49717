import { describe, expect, it } from 'vitest';
import type { RawConfig } from '../../config/config-def.ts';
import type { SinkRecord } from '../../records/connect-record.ts';
import { readContent } from '../content-config.ts';
import { createPartitioner } from './partitioner.ts';

function record(value: unknown, timestampMs = Date.UTC(2026, 10, 22, 16, 30)): SinkRecord {
  const original = {
    topic: 'orders',
    partition: 3,
    offset: '7',
    key: null,
    value: null,
    headers: {},
    timestampMs,
  };
  return {
    topic: 'orders',
    partition: 3,
    offset: 7,
    keySchema: undefined,
    key: null,
    valueSchema: undefined,
    value,
    headers: {},
    timestampMs,
    original,
  };
}

function directory(config: RawConfig, given: SinkRecord, clockMs = 0): string {
  const content = readContent({ 'format.class': 'JsonFormat', ...config });
  return createPartitioner(content).directoryOf(given, clockMs);
}

const byRecord = { 'timestamp.extractor': 'Record' };
const byField = {
  'partitioner.class': 'DailyPartitioner',
  'timestamp.extractor': 'RecordField',
  'timestamp.field': 'a.at',
};

describe('the directory of a record', () => {
  it.each([
    [{}, 'partition=3'],
    [{ 'partitioner.class': 'io.confluent.connect.storage.partitioner.DefaultPartitioner' }, 'partition=3'],
    [{ 'partitioner.class': 'HourlyPartitioner', ...byRecord }, 'year=2026/month=11/day=22/hour=16'],
    [
      { 'partitioner.class': 'DailyPartitioner', ...byRecord, 'directory.delim': '_' },
      'year=2026_month=11_day=22',
    ],
    [
      { 'partitioner.class': 'HourlyPartitioner', ...byRecord, timezone: 'Asia/Kolkata', locale: 'en_IN' },
      'year=2026/month=11/day=22/hour=22',
    ],
    [
      {
        'partitioner.class': 'TimeBasedPartitioner',
        ...byRecord,
        'path.format': "'at'=HH-mm",
        'partition.duration.ms': '1200000',
      },
      'at=16-20',
    ],
  ])('is as %o says', (config, expected) => {
    expect(directory(config, record({}))).toBe(expected);
  });

  it('follows the zone through the change of its clocks', () => {
    const config = { 'partitioner.class': 'HourlyPartitioner', ...byRecord, timezone: 'Europe/Berlin' };
    const content = readContent({ 'format.class': 'JsonFormat', ...config });
    const { directoryOf } = createPartitioner(content);
    const hours = [0, 1, 2].map((hour) => directoryOf(record({}, Date.UTC(2026, 9, 25, hour)), 0).slice(-7));
    expect(hours).toEqual(['hour=02', 'hour=02', 'hour=03']);
  });

  it('comes from the clock of the chunk, if that is asked for', () => {
    const config = { 'partitioner.class': 'DailyPartitioner', 'timestamp.extractor': 'Wallclock' };
    expect(directory(config, record({}), Date.UTC(2030, 0, 2))).toBe('year=2030/month=01/day=02');
  });

  it.each([
    [{ a: { at: Date.UTC(2026, 0, 2) } }, '2026/month=01/day=02'],
    [{ a: { at: BigInt(Date.UTC(2026, 0, 2)) } }, '2026/month=01/day=02'],
    [{ a: { at: '2026-01-02T23:30:00-02:00' } }, '2026/month=01/day=03'],
    [{ a: { at: '2026-01-02 23:59:59.123456' } }, '2026/month=01/day=02'],
    [{ a: { at: '2026-01-02' } }, '2026/month=01/day=02'],
    [{ 'a.at': '2026-01-02T00:00Z' }, '2026/month=01/day=02'],
    [null, '2026/month=11/day=22'],
  ])('comes from a field: %o', (value, expected) => {
    expect(directory(byField, record(value))).toBe(`year=${expected}`);
  });

  it.each([
    [{}, 'is missing'],
    [{ a: { at: 'yesterday' } }, 'neither milliseconds nor a time'],
    [{ a: { at: Number.NaN } }, 'neither milliseconds nor a time'],
    [{ a: { at: {} } }, 'neither milliseconds nor a time'],
  ])('is refused if the field is no time: %o', (value, message) => {
    expect(() => directory(byField, record(value))).toThrow(message);
  });

  it('is made of fields, nested and missing ones too, and stays one directory for each', () => {
    const config = {
      'partitioner.class': 'FieldPartitioner',
      'partition.field.name': 'currency,data.method,paid,x',
    };
    const value = { currency: 'EUR', data: { method: 'a/b c%' }, paid: true };
    expect(directory(config, record(value))).toBe('currency=EUR/data.method=a%2Fb c%25/paid=true/x=null');
    expect(() => directory(config, record({ currency: 1.5 }))).toThrow('neither text, a whole number');
    expect(directory(config, record(null))).toContain('currency=null');
  });
});
