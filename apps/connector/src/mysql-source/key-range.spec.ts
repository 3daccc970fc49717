import { expect, it } from 'vitest';
import { keyIdentity, keyRange, keyText } from './key-range.ts';

const id = { name: 'id', type: 'bigint unsigned', nullable: false };
const kind = { name: 'kind', type: "enum('a','b')", nullable: false };
const hash = { name: 'hash', type: 'binary(2)', nullable: false };

it('bounds the rows by the whole key', () => {
  expect(keyRange([id], ['18446744073709551614'], ['18446744073709551615'])).toEqual({
    sql: '(((`id` > ?))) AND (((`id` <= ?)))',
    parameters: [18_446_744_073_709_551_614n, 18_446_744_073_709_551_615n],
  });
  expect(keyRange([id, kind], undefined, ['7', '2'])).toEqual({
    sql: '(`id` <= ? AND ((`id` < ?) OR (`id` = ? AND `kind` <= ?)))',
    parameters: [7n, 7n, 7n, 2n],
  });
});

it('keeps a key as texts from which the same values come again', () => {
  const row = { id: 7, kind: 'b', 'kind#': 2, hash: Buffer.from('00ff', 'hex') };
  const text = keyText([id, kind, hash], row);
  expect(text).toEqual(['7', '2', '00ff']);
  expect(keyRange([hash], undefined, [text[2] ?? '']).parameters).toEqual([row.hash]);
});

it('identifies a row by its key alone, each column by itself', () => {
  expect(keyIdentity(['id'], { id: 7, other: 1 })).toBe('7');
  expect(keyIdentity(['a', 'b'], { a: '1,2', b: '3' })).not.toBe(
    keyIdentity(['a', 'b'], { a: '1', b: '2,3' }),
  );
});
