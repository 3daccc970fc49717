import { readManifests, readRecords } from '@payments/archive';
import { describe, expect, it } from 'vitest';
import { jsonRecord } from '../testing/archive-ground.ts';
import { archive, duck, hourly, payments, startMs, sum, topic } from '../testing/archived-payments.ts';

describe('objects of JSON', () => {
  it.each(['none', 'gzip', 'zstd'])('are read by DuckDB by hour, compressed with %s', async (compression) => {
    const { objects } = await archive(payments, { ...hourly, 's3.compression.type': compression });
    expect(objects.size).toBe(3);
    const { query, folder } = await duck(objects);
    const rows = await query(
      `SELECT hour, count(*) AS n, sum(amount) AS total, count(DISTINCT data.user.name) AS users, min(note) AS note
       FROM read_json('${folder}/topics/payments/**/*.json*', hive_partitioning = true) GROUP BY hour ORDER BY hour`,
    );
    expect(rows.map(({ hour, n, users, note }) => [Number(hour), Number(n), Number(users), note])).toEqual(
      [10, 11, 12].map((hour) => [hour, 2_000, 10, 'दो कटिंग चाय']),
    );
    expect(rows.reduce((all, { total }) => all + Number(total), 0)).toBe(sum);
  });
});

describe('objects that keep the whole record', () => {
  it.each([
    ['JSON', { 'format.class': 'JsonFormat', 's3.compression.type': 'gzip' }, 'value.amount'],
    ['Parquet', { 'format.class': 'ParquetFormat' }, 'amount'],
  ])('give it back byte for byte from %s, tombstones too', async (name, format, amount) => {
    const log = payments.slice(0, 1_000).map((record) => (record.offset === 500 ? tombstone : record));
    const config = { ...format, ...hourly, 'flush.size': '1000', 'store.kafka.metadata': 'true' };
    const { store, objects } = await archive(log, { ...config, 'behavior.on.null.values': 'write' });
    const [manifest] = await readManifests(store, topic);
    const [object] = manifest?.objects ?? [];
    if (manifest === undefined || object === undefined) throw new Error('There is no manifest.');
    const read = [];
    const { partition, format: archived } = manifest;
    for await (const records of readRecords(
      { object, partition, format: archived },
      objects.get(object.key) ?? Buffer.alloc(0),
    ))
      read.push(...records);
    expect(read).toEqual(
      log.map(({ offset, original: { key, value, headers, timestampMs } }) => {
        return { partition: 0, offset, key, value, headers, timestampMs };
      }),
    );

    const { query, folder } = await duck(objects);
    const [row] = await query(
      `SELECT count(*) AS n, sum(${amount}) AS total FROM read_${name.toLowerCase()}('${folder}/topics/**/*', hive_partitioning = true)`,
    );
    const amounts = log.reduce((total, { offset }) => total + (offset === 500 ? 0 : offset * 7), 0);
    expect([Number(row?.['n']), Number(row?.['total'])]).toEqual([1_000, amounts]);
  });
});

const tombstone = jsonRecord(topic, 500, { json: null, timestampMs: startMs });

describe('objects of bytes', () => {
  it('are the values, one after the other; what is none is refused', async () => {
    const bytes = [0, 1, 2].map((offset) => jsonRecord(topic, offset, { value: Buffer.from(`v${offset}`) }));
    const log = [bytes[0], jsonRecord(topic, 1), bytes[2]].filter((record) => record !== undefined);
    const { objects } = await archive(log, { 'format.class': 'ByteArrayFormat', 'flush.size': '3' });
    expect([...objects]).toEqual([
      ['topics/payments/partition=0/payments+0+0000000000.bin', Buffer.from('v0\nv2\n')],
    ]);
  });
});
