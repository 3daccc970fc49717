import avro from 'avsc';
import { describe, expect, it } from 'vitest';
import type { SinkRecord } from '../records/connect-record.ts';
import { logicalTypes, type Schema } from '../records/schema.ts';
import { jsonRecord } from '../testing/archive-ground.ts';
import { archive, duck, hourly, payments, startMs, sum, topic } from '../testing/archived-payments.ts';

describe('objects of Parquet', () => {
  it.each(['none', 'snappy', 'gzip', 'zstd'])('have typed columns, compressed with %s', async (codec) => {
    const { objects } = await archive(payments, {
      ...hourly,
      'format.class': 'ParquetFormat',
      'parquet.codec': codec,
    });
    const { query, folder } = await duck(objects);
    const files = `read_parquet('${folder}/topics/**/*.parquet', hive_partitioning = true, union_by_name = true)`;
    const types = await query(
      `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${files})`,
    );
    expect(Object.fromEntries(types.map(({ name, type }) => [name, type]))).toMatchObject({
      id: 'BIGINT',
      amount: 'BIGINT',
      rate: 'DOUBLE',
      note: 'VARCHAR',
      data: 'STRUCT("user" STRUCT("name" VARCHAR), tags VARCHAR[])',
      late: 'BOOLEAN',
      mixed: 'VARCHAR',
    });
    const [row] = await query(
      `SELECT count(*) AS n, sum(amount) AS total, sum(rate) AS rates, count(late) AS late, count(DISTINCT data.user.name) AS users,
              max(len(data.tags)) AS tags, list_sort(list(DISTINCT mixed)) AS mixed, count(DISTINCT hour) AS hours FROM ${files}`,
    );
    expect(row).toMatchObject({ n: '6000', rates: 4_500, late: '2999', users: '10', tags: '2', hours: '3' });
    expect(Number(row?.['total'])).toBe(sum);
    expect(row?.['mixed']).toEqual(['"text"', '12']);
  });

  it('take their columns from the schema of records', async () => {
    const log = [typed(0, typedValue), typed(1, { ...nothing, id: -1n })];
    const { objects } = await archive(log, { 'format.class': 'ParquetFormat', 'flush.size': '2' });
    const { query, folder } = await duck(objects);
    const files = `read_parquet('${folder}/topics/**/*.parquet', hive_partitioning = false)`;
    const types = await query(
      `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${files})`,
    );
    expect(types.map(({ name, type }) => `${String(name)} ${String(type)}`)).toEqual([
      'id BIGINT',
      'small INTEGER',
      'ratio FLOAT',
      'exact DECIMAL(12,2)',
      'wide DECIMAL(38,4)',
      'born DATE',
      'at TIMESTAMP',
      'opens TIME',
      'seal BLOB',
      'extra VARCHAR',
    ]);
    expect(await query(`SELECT * FROM ${files}`)).toEqual([
      {
        id: '9007199254740993',
        small: -7,
        ratio: 0.5,
        exact: '-1234567.89',
        wide: '99999999999999999999.0001',
        born: '2026-11-22',
        at: '2026-11-22 10:00:00',
        opens: '09:30:00',
        seal: String.raw`\xFF\x00`,
        extra: '{"a":18446744073709551615}',
      },
      { ...Object.fromEntries(Object.keys(nothing).map((name) => [name, null])), id: '-1' },
    ]);
  });
});

const fields: Schema['fields'] = [
  { field: 'id', type: 'int64', optional: true },
  { field: 'small', type: 'int16', optional: true },
  { field: 'ratio', type: 'float', optional: true },
  decimal('exact', 2, 12),
  decimal('wide', 4),
  { field: 'born', type: 'int32', optional: true, name: logicalTypes.date },
  { field: 'at', type: 'int64', optional: true, name: logicalTypes.timestamp },
  { field: 'opens', type: 'int32', optional: true, name: 'io.debezium.time.Time' },
  { field: 'seal', type: 'bytes', optional: true },
  { field: 'extra', type: 'map', optional: true },
];
const rowSchema: Schema = { type: 'struct', optional: false, fields };
const nothing = Object.fromEntries((fields ?? []).map(({ field }) => [field, null]));
const typedValue = {
  id: 9_007_199_254_740_993n,
  small: -7,
  ratio: 0.5,
  exact: '-1234567.89',
  wide: '99999999999999999999.0001',
  born: 20_779,
  at: startMs,
  opens: 34_200_000,
  seal: Buffer.from([0xff, 0]),
  extra: { a: 18_446_744_073_709_551_615n },
};

function decimal(field: string, scale: number, precision?: number) {
  const parameters = {
    scale: String(scale),
    ...(precision !== undefined && { 'connect.decimal.precision': String(precision) }),
  };
  return { field, type: 'bytes', optional: true, name: logicalTypes.decimal, parameters } as const;
}

function typed(offset: number, value: unknown): SinkRecord {
  return { ...jsonRecord(topic, offset), valueSchema: rowSchema, value };
}

describe('objects of Avro', () => {
  it('are container files with a schema', async () => {
    const { objects } = await archive(payments.slice(0, 700), {
      'format.class': 'io.confluent.connect.s3.format.avro.AvroFormat',
      'avro.codec': 'deflate',
      'flush.size': '700',
    });
    const [[key, bytes] = ['', Buffer.alloc(0)]] = objects;
    expect(key).toBe('topics/payments/partition=0/payments+0+0000000000.avro');
    const rows = await decodeAvro(bytes);
    expect(rows).toHaveLength(700);
    expect(rows[699]).toMatchObject({
      id: 699,
      amount: 699 * 7,
      rate: 0.5,
      data: { user: { name: 'user-9' } },
    });
  });

  it('are of plain values, if values are no structs, and of every type', async () => {
    const texts = [0, 1].map((offset) => jsonRecord(topic, offset, { value: `v-${offset}` }));
    const plain = await archive(texts, { 'format.class': 'AvroFormat', 'flush.size': '2' });
    expect(await decodeAvro([...plain.objects.values()][0])).toEqual(['v-0', 'v-1']);

    const all = await archive([typed(0, { ...typedValue, id: 7n })], {
      'format.class': 'AvroFormat',
      'flush.size': '1',
    });
    const [row] = (await decodeAvro([...all.objects.values()][0])) as Record<string, unknown>[];
    expect(row).toMatchObject({ id: 7, small: -7, ratio: 0.5, born: 20_779, at: startMs });
    expect(row?.['exact']).toEqual(Buffer.from((-123_456_789 >>> 0).toString(16), 'hex'));
  });
});

function decodeAvro(bytes: Buffer | undefined): Promise<unknown[]> {
  const decoder = new avro.streams.BlockDecoder();
  const rows: unknown[] = [];
  decoder.on('data', (row: unknown) => rows.push(row));
  decoder.end(bytes);
  return new Promise((resolve, reject) => decoder.on('end', () => resolve(rows)).on('error', reject));
}
