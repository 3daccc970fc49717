import { describe, expect, it } from 'vitest';
import { type ColumnType, columnTypeOf, mergeTypes } from './column-type.ts';

function typeOf(...values: readonly unknown[]): ColumnType {
  return values.map((value) => columnTypeOf(value, undefined)).reduce(mergeTypes);
}

describe('the type of a column', () => {
  it.each([
    [[1, null, 2], 'int64'],
    [[1, 0.5], 'double'],
    [[2 ** 60], 'double'],
    [[1n, 2], 'int64'],
    [[18_446_744_073_709_551_615n], 'json'],
    [['a', null], 'string'],
    [['a', 1], 'json'],
    [[true, 'x'], 'json'],
    [[null], 'null'],
    [[{}], 'json'],
    [[[1], { a: 1 }], 'json'],
    [[Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`key-${at}`, at]))], 'json'],
  ])('of %o is %s', (values, kind) => {
    expect(typeOf(...values).kind).toBe(kind);
  });

  it('has the fields of all records, in the order of their coming', () => {
    expect(typeOf({ a: 1, b: [{ c: 1 }] }, { d: 'x', b: [{ c: 0.5 }], a: null })).toEqual({
      kind: 'struct',
      fields: new Map<string, ColumnType>([
        ['a', { kind: 'int64' }],
        ['b', { kind: 'list', item: { kind: 'struct', fields: new Map([['c', { kind: 'double' }]]) } }],
        ['d', { kind: 'string' }],
      ]),
    });
  });

  it('does not depend on how records are grouped', () => {
    const values = [{ a: 1 }, { a: 'x', b: 2 }, { b: 0.5 }, { a: null, c: [] }, { c: ['y'] }];
    const [first, ...rest] = values.map((value) => columnTypeOf(value, undefined));
    const pairs = rest.reduceRight(mergeTypes);
    expect(mergeTypes(first ?? pairs, rest.reduce(mergeTypes))).toEqual(
      [first ?? pairs, ...rest].reduce(mergeTypes),
    );
  });
});
