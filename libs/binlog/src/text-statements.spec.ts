import { expect, it } from 'vitest';
import { TextStatements } from './text-statements.ts';

const statements = new TextStatements([{ schema: 'shop', table: 'orders' }]);

it.each<[string, string, boolean]>([
  ['INSERT INTO orders VALUES (1)', 'shop', true],
  ['/* nightly */ update `orders` SET paid = 1', 'shop', true],
  ['DELETE FROM shop.orders', 'stock', true],
  ['INSERT INTO orders VALUES (1)', 'stock', false],
  ['INSERT INTO customers VALUES (1)', 'shop', false],
  ['ALTER TABLE orders ADD COLUMN note TEXT', 'shop', false],
])('%s in a session of %s concerns a watched table: %s', (query, schema, expected) => {
  expect(statements.concernWatched(query, schema)).toBe(expected);
});
