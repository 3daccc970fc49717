import { describe, expect, it } from 'vitest';
import { SourceOffsets } from './source-offsets.ts';

function stored(...records: readonly (readonly [string, string | null])[]): SourceOffsets {
  const offsets = new SourceOffsets();
  for (const [key, value] of records)
    offsets.apply(Buffer.from(key), value === null ? null : Buffer.from(value));
  return offsets;
}

describe('the offsets of sources', () => {
  it('are found whatever the order of a partition\u2019s members, and written under the key that is there', () => {
    const offsets = stored(['["orders",{"table":"t","protocol":"1"}]', '{"incrementing":42}']);
    const partition = { protocol: '1', table: 't' };
    expect(offsets.get('orders', partition)).toEqual({ incrementing: 42 });
    const [record] = offsets.records('topic', 'orders', [{ partition, offset: { incrementing: 43 } }]);
    expect(String(record?.key)).toBe('["orders",{"table":"t","protocol":"1"}]');
    expect(record?.value).toBe('{"incrementing":43}');
  });

  it('keep every digit', () => {
    const offsets = stored(['["orders",{}]', '{"incrementing":18446744073709551615}']);
    const offset = offsets.get('orders', {});
    expect(offset).toEqual({ incrementing: 18_446_744_073_709_551_615n });
    const [record] = offsets.records('topic', 'orders', [{ partition: {}, offset: offset ?? null }]);
    expect(record?.value).toBe('{"incrementing":18446744073709551615}');
  });

  it('belong to one connector each, and are forgotten by a tombstone', () => {
    const offsets = stored(
      ['["a",{"p":1}]', '{"n":1}'],
      ['["b",{"p":1}]', '{"n":2}'],
      ['["a",{"p":1}]', null],
      ['no json', '{"n":3}'],
    );
    expect(offsets.all('a')).toEqual([]);
    expect(offsets.all('b')).toEqual([{ partition: { p: 1 }, offset: { n: 2 } }]);
    expect(offsets.records('topic', 'b', [{ partition: { p: 1 }, offset: null }])[0]?.value).toBeNull();
  });
});
