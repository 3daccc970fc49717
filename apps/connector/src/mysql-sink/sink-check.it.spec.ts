import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import { configErrors, type ConfigErrors } from '../config/read-config.ts';
import { MySqlSinkGround } from '../testing/mysql-sink-ground.ts';
import { mySqlSink } from './mysql-sink.ts';

let ground: MySqlSinkGround;

beforeAll(async () => {
  ground = await MySqlSinkGround.start();
  await ground.sql.query('CREATE TABLE keyless (id INT, n INT)');
  await ground.sql.query('CREATE TABLE keyed (id INT PRIMARY KEY, n INT)');
});

afterAll(async () => {
  await ground.stop();
});

async function errorsOf(changes: RawConfig): Promise<ConfigErrors> {
  const config = ground.config({ topics: 'keyed', ...changes });
  const errors = configErrors(mySqlSink.configDef(config), config);
  if (errors.size > 0) return errors;
  return (await mySqlSink.validate?.(config, AbortSignal.timeout(10_000))) ?? new Map();
}

const upsert = { 'insert.mode': 'upsert', 'pk.mode': 'record_key', 'pk.fields': 'id' };

describe('checking a sink', () => {
  it('finds nothing wrong with what works', async () => {
    expect(await errorsOf(upsert)).toEqual(new Map());
    expect(await errorsOf({ topics: 'gone', 'auto.create': 'true' })).toEqual(new Map());
  });

  it.each<[RawConfig, string, string]>([
    [{ 'connection.password': 'wrong' }, 'connection.password', 'refuses the user'],
    [{ 'connection.url': 'jdbc:mysql://127.0.0.1:1/x' }, 'connection.url', 'cannot be reached'],
    [{ 'connection.url': 'jdbc:postgresql://db/x' }, 'connection.url', 'must begin with jdbc:mysql://'],
    [{ topics: 'gone' }, 'table.name.format', 'is missing and auto-creation is disabled'],
    [{ topics: 'a.b.c' }, 'table.name.format', 'at most one dot'],
    [{ ...upsert, topics: 'keyless' }, 'pk.fields', 'no primary or unique key of exactly the columns `id`'],
    [{ ...upsert, 'pk.fields': 'number' }, 'pk.fields', 'has no column "number"'],
    [{ ...upsert, 'pk.mode': 'none' }, 'pk.mode', 'pk.mode must not be none'],
    [{ 'delete.enabled': 'true' }, 'delete.enabled', "must be 'record_key'"],
    [{ 'pk.mode': 'kafka', 'pk.fields': 'a,b' }, 'pk.fields', 'the names of three columns'],
    [{ 'db.timezone': 'Mars/Base' }, 'db.timezone', 'is no time zone'],
    [{ 'batch.size': '0' }, 'batch.size', 'between 1 and'],
  ])('finds what is wrong with %o', async (changes, key, message) => {
    expect((await errorsOf(changes)).get(key)?.join()).toContain(message);
  });
});

describe('a table that an upsert cannot find rows in', () => {
  it('fails the partition: every record would be a new row', async () => {
    const partition = await ground.open(ground.config(upsert), { topic: 'keyless', tolerant: true });
    await expect(partition.write({ key: { id: 1 }, value: { n: 1 } })).rejects.toThrow('add a row each time');
    expect(await ground.rows('SELECT * FROM keyless')).toEqual([]);
  });

  it('fails the partition too if it is missing, and is found once it is there', async () => {
    const config = ground.config({ ...upsert, 'max.retries': '0' });
    const early = await ground.open(config, { topic: 'late' });
    await expect(early.write({ key: { id: 1 }, value: { n: 1 } })).rejects.toThrow('auto.create=true');
    await ground.sql.query('CREATE TABLE late (id INT PRIMARY KEY, n INT)');
    await (await ground.open(config, { topic: 'late' })).write({ key: { id: 1 }, value: { n: 1 } });
    expect(await ground.rows('SELECT * FROM late')).toEqual([{ id: 1, n: 1 }]);
  });
});
