import { describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import type { ConnectRecord } from '../records/connect-record.ts';
import type { Schema } from '../records/schema.ts';
import { createTransforms } from './transform-chain.ts';

const row: Schema = {
  type: 'struct',
  optional: true,
  name: 's.customers.Value',
  fields: [{ type: 'int32', optional: false, field: 'id' }],
};

const envelope: Schema = {
  type: 'struct',
  optional: false,
  name: 's.customers.Envelope',
  fields: [
    { ...row, field: 'before' },
    { ...row, field: 'after' },
    {
      type: 'struct',
      optional: false,
      fields: [
        { type: 'int64', optional: true, field: 'ts_ms' },
        { type: 'string', optional: false, field: 'table' },
      ],
      field: 'source',
    },
    { type: 'string', optional: false, field: 'op' },
  ],
};

function change(op: string, before: unknown, after: unknown): ConnectRecord {
  return {
    topic: 's.customers',
    partition: undefined,
    keySchema: undefined,
    key: { id: 1 },
    valueSchema: envelope,
    value: { before, after, source: { ts_ms: 5, table: 'customers' }, op },
    headers: {},
    timestampMs: undefined,
  };
}

const created = change('c', null, { id: 1 });
const deleted = change('d', { id: 1 }, null);
const tombstone = { ...created, valueSchema: undefined, value: null };

function unwrap(keys: RawConfig, record: ConnectRecord): ConnectRecord | undefined {
  const own = Object.entries(keys).map(([key, value]) => [`transforms.unwrap.${key}`, value]);
  return createTransforms({
    transforms: 'unwrap',
    'transforms.unwrap.type': 'io.debezium.transforms.ExtractNewRecordState',
    ...Object.fromEntries(own),
  }).apply(record);
}

describe('unwrapping Debezium\u2019s envelope', () => {
  it('gives the row as it is now', () => {
    expect(unwrap({}, created)).toMatchObject({ value: { id: 1 }, valueSchema: row });
    const plain = { ...created, valueSchema: undefined };
    expect(unwrap({}, plain)).toMatchObject({ value: { id: 1 }, valueSchema: undefined });
  });

  it.each<[RawConfig, unknown, unknown]>([
    [{}, null, undefined],
    [{ 'delete.tombstone.handling.mode': 'drop' }, undefined, undefined],
    [{ 'delete.tombstone.handling.mode': 'rewrite' }, { id: 1, __deleted: 'true' }, undefined],
    [{ 'delete.tombstone.handling.mode': 'rewrite-with-tombstone' }, { id: 1, __deleted: 'true' }, null],
    [{ 'drop.tombstones': 'false' }, undefined, null],
    [{ 'drop.tombstones': 'true', 'delete.handling.mode': 'none' }, null, undefined],
    [{ 'delete.handling.mode': 'rewrite' }, { id: 1, __deleted: 'true' }, undefined],
  ])('with %o, a deletion is %o and its tombstone %o', (keys, ofDeletion, ofTombstone) => {
    expect(unwrap(keys, deleted)?.value).toEqual(ofDeletion);
    expect(unwrap(keys, tombstone)?.value).toEqual(ofTombstone);
  });

  it('adds fields and headers of the envelope', () => {
    const result = unwrap({ 'add.fields': 'op,table,source.ts_ms:at', 'add.headers': 'op' }, created);
    expect(result?.value).toEqual({ id: 1, __op: 'c', __table: 'customers', __at: 5 });
    expect(result?.valueSchema?.fields?.map(({ field, type }) => [field, type])).toEqual([
      ['id', 'int32'],
      ['__op', 'string'],
      ['__table', 'string'],
      ['__at', 'int64'],
    ]);
    expect(result?.headers).toEqual({ __op: Buffer.from('c') });
  });

  it('lets pass what is no change of a row', () => {
    const heartbeat = { ...created, valueSchema: undefined, value: { ts_ms: 1 } };
    expect(unwrap({}, heartbeat)).toBe(heartbeat);
  });
});
