import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Schema } from '../../records/schema.ts';
import { MySqlSinkGround, upsert } from '../../testing/mysql-sink-ground.ts';

let ground: MySqlSinkGround;

beforeAll(async () => {
  ground = await MySqlSinkGround.start();
});

afterAll(async () => {
  await ground.stop();
});

const typed: Schema = {
  type: 'struct',
  optional: false,
  fields: [
    { type: 'string', optional: false, field: 'id' },
    {
      type: 'bytes',
      optional: false,
      name: 'org.apache.kafka.connect.data.Decimal',
      parameters: { scale: '2' },
      field: 'amount',
    },
    { type: 'int64', optional: true, name: 'org.apache.kafka.connect.data.Timestamp', field: 'at' },
    { type: 'int32', optional: true, name: 'org.apache.kafka.connect.data.Date', field: 'day' },
    { type: 'int64', optional: true, name: 'io.debezium.time.MicroTime', field: 'clock' },
    { type: 'boolean', optional: true, field: 'ok' },
    { type: 'bytes', optional: true, field: 'raw' },
    { type: 'array', optional: true, items: { type: 'string', optional: false }, field: 'tags' },
    { type: 'string', optional: true, default: 'INR', field: 'currency' },
  ],
};

describe('tables that the sink makes', () => {
  it('have the types that the schema says', async () => {
    const config = ground.config({
      ...upsert,
      'auto.create': 'true',
      'pk.mode': 'record_value',
      'delete.enabled': 'false',
    });
    const partition = await ground.open(config, { topic: 'typed' });
    const value = {
      id: 'a',
      amount: '99999999999999999999.99',
      at: 1_700_000_000_123,
      day: 20_000,
      clock: -3_600_000_001,
      ok: true,
      raw: Buffer.from([0, 255]),
      tags: ['x', 'y'],
      currency: null,
    };
    await partition.write(
      { value, valueSchema: typed },
      { value: { ...value, id: 'A' }, valueSchema: typed },
    );
    const [row] = await ground.rows("SELECT typed.*, CAST(tags AS CHAR) AS tags FROM typed WHERE id = 'a'");
    expect(row).toEqual({
      ...value,
      at: '2023-11-14 22:13:20.123',
      day: '2024-10-04',
      clock: '-01:00:00.000001',
      ok: 1,
      tags: '["x", "y"]',
      currency: 'INR',
    });
    expect(await ground.rows('SELECT id FROM typed')).toHaveLength(2);
    const columns = await ground.rows('SHOW COLUMNS FROM typed');
    expect(columns.map(({ Field, Type, Null, Key }) => [Field, Type, Null, Key].join(' '))).toEqual([
      'id varchar(255) NO PRI',
      'amount decimal(65,2) NO ',
      'at datetime(3) YES ',
      'day date YES ',
      'clock time(6) YES ',
      'ok tinyint(1) YES ',
      'raw mediumblob YES ',
      'tags json YES ',
      'currency mediumtext YES ',
    ]);
  });

  it('have the types that plain values have, and grow with them', async () => {
    const config = ground.config({ ...upsert, 'auto.create': 'true', 'auto.evolve': 'true' });
    const partition = await ground.open(config, { topic: 'grown' });
    await partition.write(
      { key: 'k', value: { count: 1, ratio: 1, at: '2026-11-22', nothing: null } },
      { key: 'l', value: { count: 2, ratio: 1.5, ok: true, nested: { a: 1 } } },
    );
    await partition.write({ key: 'k', value: { late: 'x', nothing: null } });
    const columns = await ground.rows('SHOW COLUMNS FROM grown');
    expect(columns.map(({ Field, Type }) => `${Field} ${Type}`)).toEqual([
      'id varchar(255)',
      'count bigint',
      'ratio double',
      'at mediumtext',
      'ok tinyint(1)',
      'nested json',
      'late mediumtext',
    ]);
    expect(await ground.rows("SELECT count, late FROM grown WHERE id = 'k'")).toEqual([
      { count: 1, late: 'x' },
    ]);
  });
});

describe('several partitions', () => {
  it('make and widen the same table at the same time', async () => {
    const config = ground.config({ ...upsert, 'auto.create': 'true', 'auto.evolve': 'true' });
    const partitions = await Promise.all([1, 2, 3, 4].map(() => ground.open(config, { topic: 'shared' })));
    await Promise.all(
      partitions.map(async (partition, number) => {
        for (let round = 0; round < 5; round += 1) {
          const own = { [`own_${number}_${round}`]: number, [`both_${round}`]: 'x', [`all_${round}`]: true };
          await partition.write({ key: `k${number}`, value: own });
        }
      }),
    );
    const columns = await ground.rows('SHOW COLUMNS FROM shared');
    expect(columns).toHaveLength(1 + 4 * 5 + 2 * 5);
    const [row] = await ground.rows("SELECT * FROM shared WHERE id = 'k2'");
    expect(row).toMatchObject({ own_2_0: 2, own_2_4: 2, own_1_0: null, both_3: 'x', all_4: 1 });
  });
});

describe('a table that changes while the sink runs', () => {
  it('is looked at again when a record has a new field, and when a column is gone', async () => {
    await ground.createTable('changing', 'id INT PRIMARY KEY, name VARCHAR(10), old INT');
    const partition = await ground.open(ground.config(upsert), { topic: 'changing', tolerant: true });
    await partition.write({ key: { id: 1 }, value: { name: 'a', old: 1 } });
    await ground.sql.query('ALTER TABLE changing ADD COLUMN fresh INT');
    await partition.write({ key: { id: 1 }, value: { name: 'b', fresh: 5 } });
    await ground.sql.query('ALTER TABLE changing DROP COLUMN old');
    await partition.write({ key: { id: 2 }, value: { old: 1 } }, { key: { id: 3 }, value: { name: 'c' } });
    expect(await ground.rows('SELECT * FROM changing')).toEqual([
      { id: 1, name: 'b', fresh: 5 },
      { id: 3, name: 'c', fresh: null },
    ]);
    expect(partition.skipped).toEqual([
      { offset: 2, message: expect.stringContaining('no columns for the fields "old"') },
    ]);
  });
});
