import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, type Given, MySqlSinkGround, upsert } from '../testing/mysql-sink-ground.ts';

let ground: MySqlSinkGround;

beforeAll(async () => {
  ground = await MySqlSinkGround.start();
});

afterAll(async () => {
  await ground.stop();
});

function deletion(id: number): Given {
  return { key: { id }, value: null };
}

function account(id: string, email: string): Given {
  return { key: { id }, value: { email } };
}

describe('upserts of plain JSON', () => {
  it('leave each row as the last record of its key says, deletions too', async () => {
    await ground.createTable('customers', 'id INT PRIMARY KEY, name VARCHAR(50)');
    const partition = await ground.open(ground.config(upsert));
    await partition.write(
      customer(1, 'Asha'),
      customer(2, 'Bela'),
      deletion(1),
      customer(3, 'Chitra'),
      customer(2, 'Bela Devi'),
      customer(1, 'Asha again'),
      deletion(3),
    );
    expect(await ground.rows('SELECT * FROM customers ORDER BY id')).toEqual([
      { id: 1, name: 'Asha again' },
      { id: 2, name: 'Bela Devi' },
    ]);
    expect(partition.commits.at(-1)).toBe(7);
  });

  it('come to the same table when everything is delivered again', async () => {
    const records = [customer(1, 'x'), deletion(2), customer(5, 'Esha'), deletion(5), customer(6, 'Fatima')];
    for (const offset of [7, 7, 7]) {
      const partition = await ground.open(ground.config(upsert), { offset });
      await partition.write(...records);
      expect(await ground.rows('SELECT id FROM customers ORDER BY id')).toEqual([{ id: 1 }, { id: 6 }]);
    }
  });

  it('keep what a record does not mention, and forget it when the row was deleted between', async () => {
    await ground.createTable('notes', 'id VARCHAR(20) PRIMARY KEY, a INT, b INT, doc JSON, at DATETIME(3)');
    const partition = await ground.open(ground.config(upsert), { topic: 'notes' });
    await partition.write(
      { key: { id: 'k' }, value: { a: 1, doc: { deep: [1, 12345678901234567890n] } } },
      { key: { id: 'k' }, value: { b: 2, at: '2026-11-22T16:30:00.1239+05:30' } },
      { key: { id: 'l' }, value: { a: 1, b: 1 } },
      { key: { id: 'l' }, value: null },
      { key: { id: 'l' }, value: { b: 2 } },
    );
    expect(await ground.rows('SELECT id, a, b, CAST(doc AS CHAR) AS doc, at FROM notes ORDER BY id')).toEqual(
      [
        { id: 'k', a: 1, b: 2, doc: '{"deep": [1, 12345678901234567890]}', at: '2026-11-22 11:00:00.123' },
        { id: 'l', a: null, b: 2, doc: null, at: null },
      ],
    );
  });

  it('keep the order where another unique key makes it matter, and where cases of keys differ', async () => {
    await ground.createTable('accounts', 'id VARCHAR(9) PRIMARY KEY, email VARCHAR(50) UNIQUE');
    const partition = await ground.open(ground.config(upsert), { topic: 'accounts' });
    await partition.write(account('a', 'x'));
    await partition.write(account('b', 'q'), account('a', 'z'), account('b', 'x'));
    expect(await ground.rows('SELECT * FROM accounts ORDER BY id')).toEqual([
      { id: 'a', email: 'z' },
      { id: 'b', email: 'x' },
    ]);
    await ground.createTable('cases', 'id VARCHAR(9) PRIMARY KEY, n INT');
    const cases = await ground.open(ground.config(upsert), { topic: 'cases' });
    await cases.write(
      { key: { id: 'K' }, value: { n: 1 } },
      { key: { id: 'k' }, value: null },
      { key: { id: 'm' }, value: { n: 2 } },
    );
    expect(await ground.rows('SELECT * FROM cases')).toEqual([{ id: 'm', n: 2 }]);
  });

  it('take keys of several columns, of one value, of the value and of the place in the topic', async () => {
    await ground.createTable('pairs', 'a BIGINT, b VARCHAR(9), n INT, PRIMARY KEY (a, b)');
    const pairs = await ground.open(ground.config({ ...upsert, 'pk.fields': 'a,b' }), { topic: 'pairs' });
    const key = { a: 9007199254740993n, b: 'x' };
    await pairs.write({ key, value: { n: 1 } }, { key: { a: 1, b: 'x' }, value: { n: 2 } });
    await pairs.write({ key, value: null });
    expect(await ground.rows('SELECT * FROM pairs')).toEqual([{ a: 1, b: 'x', n: 2 }]);

    await ground.createTable('single', 'id BIGINT PRIMARY KEY, n INT');
    const single = await ground.open(ground.config(upsert), { topic: 'single' });
    await single.write({ key: 9007199254740993n, value: { n: 1 } }, { key: 5, value: { n: 1 } });
    await single.write({ key: 9007199254740993n, value: null });
    expect(await ground.rows('SELECT * FROM single')).toEqual([{ id: 5, n: 1 }]);

    const byValue = { 'insert.mode': 'upsert', 'pk.mode': 'record_value', 'pk.fields': 'id' };
    const ofValue = await ground.open(ground.config(byValue), { topic: 'single' });
    await ofValue.write({ value: { id: 5, n: 7 } });
    expect(await ground.rows('SELECT * FROM single')).toEqual([{ id: 5, n: 7 }]);

    const byPlace = { 'insert.mode': 'upsert', 'pk.mode': 'kafka', 'auto.create': 'true' };
    for (const offset of [3, 3]) {
      const places = await ground.open(ground.config(byPlace), { topic: 'places', offset });
      await places.write({ value: { n: 1 } }, { value: { n: 2 } });
    }
    expect(await ground.rows('SELECT * FROM places ORDER BY n')).toEqual([
      { __connect_topic: 'places', __connect_partition: 0, __connect_offset: 3, n: 1 },
      { __connect_topic: 'places', __connect_partition: 0, __connect_offset: 4, n: 2 },
    ]);
  });
});

describe('other modes', () => {
  it('insert recognises what was written before the commit was lost, and refuses another row of the key', async () => {
    await ground.createTable('inserts', 'id INT PRIMARY KEY, n FLOAT, doc JSON');
    const config = ground.config({ 'pk.mode': 'record_value', 'pk.fields': 'id' });
    const records = [1, 2, 3].map((id) => ({ value: { id, n: 0.1, doc: { a: [id] } } }));
    for (const offset of [0, 0])
      await (await ground.open(config, { topic: 'inserts', offset })).write(...records);
    expect(await ground.rows('SELECT id FROM inserts')).toHaveLength(3);
    const tolerant = await ground.open(config, { topic: 'inserts', tolerant: true });
    await tolerant.write({ value: { id: 2, n: 5, doc: null } }, { value: { id: 4, n: 1, doc: null } });
    expect(tolerant.skipped).toEqual([{ offset: 0, message: expect.stringContaining('Duplicate entry') }]);
    expect(await ground.rows('SELECT n FROM inserts WHERE id = 4')).toEqual([{ n: 1 }]);
  });

  it('update changes rows that are there, and makes none', async () => {
    await ground.createTable('updates', 'id INT PRIMARY KEY, n INT');
    await ground.sql.query('INSERT INTO updates VALUES (1, 1)');
    const config = ground.config({ ...upsert, 'insert.mode': 'update' });
    const partition = await ground.open(config, { topic: 'updates' });
    await partition.write({ key: { id: 1 }, value: { n: 5 } }, { key: { id: 2 }, value: { n: 5 } });
    expect(await ground.rows('SELECT * FROM updates')).toEqual([{ id: 1, n: 5 }]);
  });

  it('insert without a key adds a row for each record, and only the fields that are wanted', async () => {
    await ground.createTable('plain_rows', 'n INT, other INT');
    const config = ground.config({
      'fields.whitelist': 'n',
      'table.name.format': `${ground.database.database}.plain_rows`,
    });
    const partition = await ground.open(config);
    await partition.write({ value: { n: 1, other: 2 } }, { value: { n: 1, other: 2 } });
    expect(await ground.rows('SELECT * FROM plain_rows')).toEqual([
      { n: 1, other: null },
      { n: 1, other: null },
    ]);
  });
});
