import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, type Given, MySqlSinkGround, upsert } from '../testing/mysql-sink-ground.ts';

let ground: MySqlSinkGround;

beforeAll(async () => {
  ground = await MySqlSinkGround.start();
});

afterAll(async () => {
  await ground.stop();
});

function lostPartition(): Error {
  return new Error('somebody else has it');
}

describe('records that cannot be written', () => {
  it('are found in a batch of 1,000 and put aside, while the others land in order', async () => {
    await ground.createTable('poisoned', 'id INT PRIMARY KEY, name VARCHAR(10) NOT NULL');
    const records = Array.from({ length: 1_000 }, (_none, id) => customer(id, `n${id}`));
    records[17] = { key: { id: 17 }, value: { name: 'much too long a name' } };
    records[500] = { key: { id: 500 }, value: { name: null } };
    records[501] = { key: { id: 'x' }, value: { name: 'no number' } };
    records[999] = { key: { id: 5_000_000_000 }, value: { name: 'out of range' } };
    const partition = await ground.open(ground.config(upsert), { topic: 'poisoned', tolerant: true });
    await partition.write(...records);
    expect(partition.skipped.map(({ offset }) => offset)).toEqual([17, 500, 501, 999]);
    expect(partition.skipped[2]?.message).toContain('Column "id" (int): a whole number is wanted');
    expect(await ground.rows('SELECT COUNT(*) AS n FROM poisoned')).toEqual([{ n: 996 }]);
    expect(partition.commits.at(-1)).toBe(1_000);
  });

  it('fail the partition where errors are not tolerated; what was before them is written and committed', async () => {
    await ground.createTable('strict', 'id INT PRIMARY KEY, name VARCHAR(10)');
    const partition = await ground.open(ground.config(upsert), { topic: 'strict' });
    const write = partition.write(
      customer(1, 'a'),
      customer(2, 'b'),
      customer(3, 'much too long a name'),
      customer(4, 'd'),
    );
    await expect(write).rejects.toThrow("Data too long for column 'name'");
    await expect(partition.writer.failed).rejects.toThrow('Data too long');
    await expect(partition.put(customer(5, 'e'))).rejects.toThrow('Data too long');
    expect(partition.commits).toEqual([2]);
    expect(await ground.rows('SELECT id FROM strict')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it.each<[string, Given, string]>([
    ['no value', { key: { id: 1 }, value: null }, 'delete.enabled=true'],
    ['no key', { value: { id: 1 } }, 'wants records with a key'],
    ['no fields', { key: { id: 1 }, value: 'text' }, 'HoistField'],
    ['a field without a column', { key: { id: 1 }, value: { name: 'a', more: 1 } }, 'auto.evolve=true'],
    ['a key that lacks a field', { key: { no: 1 }, value: { name: 'a' } }, 'pk.fields names "id"'],
    ['a fraction in a whole number', { key: { id: 1.5 }, value: { name: 'a' } }, 'a whole number is wanted'],
  ])('with %s say what to do', async (_what, given, message) => {
    await ground.sql.query('CREATE TABLE IF NOT EXISTS sayings (id INT PRIMARY KEY, name VARCHAR(10))');
    const config = ground.config({ ...upsert, 'delete.enabled': 'false' });
    const partition = await ground.open(config, { topic: 'sayings', tolerant: true });
    await partition.write(given);
    expect(partition.skipped[0]?.message).toContain(message);
  });
});

describe('a commit that is refused', () => {
  it('fails the partition', async () => {
    await ground.createTable('lost', 'id INT PRIMARY KEY, name VARCHAR(10)');
    const partition = await ground.open(ground.config(upsert), { topic: 'lost', commitError: lostPartition });
    await expect(partition.write(customer(1, 'a'))).rejects.toThrow('somebody else has it');
  });
});
