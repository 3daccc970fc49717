import { createConnection } from 'mysql2/promise';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from './fresh-database.ts';

it('gives each test an empty database of its own, until it is dropped', async () => {
  const [one, other] = [await freshDatabase('orders'), await freshDatabase('orders')];
  onTestFinished(() => other.drop());
  expect(one.database).not.toBe(other.database);

  const { drop, ...options } = one;
  const connection = await createConnection(options);
  onTestFinished(() => connection.end());
  await connection.query('CREATE TABLE cups (id INT PRIMARY KEY)');
  const [rows] = await connection.query('SHOW TABLES');
  expect(rows).toHaveLength(1);

  await drop();
  const [left] = await connection.query('SHOW DATABASES LIKE ?', [one.database]);
  expect(left).toEqual([]);
});
