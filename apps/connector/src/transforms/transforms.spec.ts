import { describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import type { ConnectRecord } from '../records/connect-record.ts';
import { logicalTypes, type Schema } from '../records/schema.ts';
import { createTransforms } from './transform-chain.ts';

const customer: Schema = {
  type: 'struct',
  optional: true,
  name: 'customer',
  fields: [
    { type: 'int64', optional: false, field: 'id' },
    { type: 'string', optional: true, field: 'name' },
    {
      type: 'bytes',
      optional: false,
      name: logicalTypes.decimal,
      parameters: { scale: '2' },
      field: 'balance',
    },
    { type: 'int64', optional: true, name: logicalTypes.timestamp, version: 1, field: 'since' },
  ],
};

function record(changes: Partial<ConnectRecord & { offset: number }> = {}): ConnectRecord {
  return {
    topic: 'dbserver1.inventory.customers',
    partition: 3,
    keySchema: undefined,
    key: null,
    valueSchema: customer,
    value: { id: 7, name: 'Asha', balance: '12.50', since: 1_700_000_000_123 },
    headers: {},
    timestampMs: 1_700_000_000_456,
    ...changes,
  };
}

const plain = record({ valueSchema: undefined, value: { id: 7, name: 'Asha', address: { city: 'Pune' } } });
const tombstone = record({ valueSchema: undefined, value: null });

/** One transform, its class named without Kafka's package. */
function apply(type: string, keys: RawConfig, to: ConnectRecord): ConnectRecord | undefined {
  const named = Object.entries(keys).map(([key, value]) => [`transforms.t.${key}`, value]);
  return createTransforms({
    transforms: 't',
    'transforms.t.type': type.includes('.') ? type : `org.apache.kafka.connect.transforms.${type}`,
    ...Object.fromEntries(named),
  }).apply(to);
}

function fieldNames(schema: Schema | undefined): readonly string[] | undefined {
  return schema?.fields?.map(({ field }) => field);
}

describe('transforms', () => {
  it('RegexRouter names the topic anew, if the whole of it matches', () => {
    const keys = { regex: String.raw`([^.]+)\.([^.]+)\.([^.]+)`, replacement: '$3' };
    expect(apply('RegexRouter', keys, record())?.topic).toBe('customers');
    expect(apply('RegexRouter', keys, record({ topic: 'orders' }))?.topic).toBe('orders');
    const named = { regex: '(?i)DBSERVER(?<n>[0-9]).*', replacement: String.raw`\$s${'$'}{n}-$12` };
    expect(apply('RegexRouter', named, record())?.topic).toBe('$s1-12');
  });

  it('InsertField adds what is known of the record, and lets tombstones pass', () => {
    const keys = {
      'topic.field': 'topic',
      'offset.field': 'offset!',
      'timestamp.field': 'at?',
      'static.field': 'via',
      'static.value': 'kafka',
    };
    const result = apply('InsertField$Value', keys, record({ offset: 42 }));
    expect(result?.value).toMatchObject({
      id: 7,
      topic: record().topic,
      offset: 42,
      at: 1_700_000_000_456,
      via: 'kafka',
    });
    expect(result?.valueSchema?.fields?.slice(-4)).toEqual([
      { type: 'string', optional: true, field: 'topic' },
      { type: 'int64', optional: false, field: 'offset' },
      { type: 'int64', optional: true, name: logicalTypes.timestamp, version: 1, field: 'at' },
      { type: 'string', optional: true, field: 'via' },
    ]);
    expect(result?.valueSchema).toMatchObject({ name: 'customer', optional: false });
    expect(apply('InsertField$Value', { 'topic.field': 't' }, plain)?.value).toMatchObject({
      id: 7,
      t: plain.topic,
    });
    expect(apply('InsertField$Value', keys, tombstone)).toEqual(tombstone);
    expect(() => apply('InsertField$Value', keys, record())).toThrow('required field "offset"');
  });

  it('derives a schema once: the next record has the same object', () => {
    const chain = createTransforms({
      transforms: 't',
      'transforms.t.type': 'org.apache.kafka.connect.transforms.ReplaceField$Value',
      'transforms.t.exclude': 'name',
      'transforms.t.renames': 'id:number',
    });
    const first = chain.apply(record());
    expect(fieldNames(first?.valueSchema)).toEqual(['number', 'balance', 'since']);
    expect(first?.value).toEqual({ number: 7, balance: '12.50', since: 1_700_000_000_123 });
    expect(chain.apply(record())?.valueSchema).toBe(first?.valueSchema);
  });

  it('ReplaceField keeps what is included', () => {
    expect(apply('ReplaceField$Value', { include: 'id' }, plain)?.value).toEqual({ id: 7 });
    expect(apply('ReplaceField$Value', { whitelist: 'id' }, plain)?.value).toEqual({ id: 7 });
  });

  it('MaskField says nothing instead', () => {
    const all = { fields: 'id,name,balance,since' };
    expect(apply('MaskField$Value', all, record())?.value).toEqual({
      id: 0,
      name: '',
      balance: '0.00',
      since: 0,
    });
    expect(apply('MaskField$Value', { fields: 'id,name', replacement: '9' }, plain)?.value).toMatchObject({
      id: 9,
      name: '9',
    });
    expect(() => apply('MaskField$Value', { ...all, replacement: 'x' }, record())).toThrow(
      'Unable to convert x',
    );
  });

  it('ExtractField puts one field in the place of the whole', () => {
    const result = apply('ExtractField$Value', { field: 'name' }, record());
    expect(result).toMatchObject({ valueSchema: { type: 'string', optional: true }, value: 'Asha' });
    expect(apply('ExtractField$Value', { field: 'gone' }, plain)?.value).toBeNull();
    expect(apply('ExtractField$Value', { field: 'name' }, tombstone)?.value).toBeNull();
    expect(() => apply('ExtractField$Value', { field: 'gone' }, record())).toThrow('Unknown field: gone');
    expect(() =>
      apply('ExtractField$Value', { field: 'x' }, record({ valueSchema: undefined, value: 1 })),
    ).toThrow('Only Map objects supported in absence of schema for [field extraction], found: number');
  });

  it('ValueToKey and ExtractField make a plain key, as in the JDBC source quickstart', () => {
    const chain = createTransforms({
      transforms: 'key, id',
      'transforms.key.type': 'org.apache.kafka.connect.transforms.ValueToKey',
      'transforms.key.fields': 'id',
      'transforms.id.type': 'org.apache.kafka.connect.transforms.ExtractField$Key',
      'transforms.id.field': 'id',
    });
    expect(chain.apply(record())).toMatchObject({ keySchema: { type: 'int64', optional: false }, key: 7 });
    expect(chain.apply(plain)).toMatchObject({ keySchema: undefined, key: 7 });
    expect(() => chain.apply(tombstone)).toThrow('Only Map objects');
  });

  it.each([
    ['unix', {}, 1_700_000_000_123, { type: 'int64', optional: true }],
    ['unix', { 'unix.precision': 'seconds' }, 1_700_000_000, { type: 'int64', optional: true }],
    [
      'unix',
      { 'unix.precision': 'nanoseconds' },
      1_700_000_000_123_000_000n,
      { type: 'int64', optional: true },
    ],
    [
      'string',
      { format: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX" },
      '2023-11-14T22:13:20.123Z',
      { type: 'string', optional: true },
    ],
    [
      'string',
      { format: 'EEE, d MMM yy hh:mm a' },
      'Tue, 14 Nov 23 10:13 PM',
      { type: 'string', optional: true },
    ],
    ['Date', {}, 19_675, { type: 'int32', optional: true, name: logicalTypes.date, version: 1 }],
    ['Time', {}, 80_000_123, { type: 'int32', optional: true, name: logicalTypes.time, version: 1 }],
  ])('TimestampConverter makes %s with %o', (target, keys, expected, schema) => {
    const result = apply(
      'TimestampConverter$Value',
      { field: 'since', 'target.type': target, ...keys },
      record(),
    );
    expect(result?.value).toMatchObject({ since: expected });
    expect(result?.valueSchema?.fields?.[3]).toEqual({ ...schema, field: 'since' });
  });

  it.each([
    ['yyyyMMddHHmmss', '20231114221320', 1_700_000_000_000],
    ["yyyy-MM-dd'T'HH:mm:ssXXX", '2023-11-15T03:43:20+05:30', 1_700_000_000_000],
    ['dd/MMM/yyyy', '14/Nov/2023', 1_699_920_000_000],
  ])('TimestampConverter reads %s', (format, text, expected) => {
    const keys = { 'target.type': 'Timestamp', format };
    const result = apply('TimestampConverter$Value', keys, record({ valueSchema: undefined, value: text }));
    expect(result?.value).toBe(expected);
    expect(() =>
      apply('TimestampConverter$Value', keys, record({ valueSchema: undefined, value: '?' })),
    ).toThrow('Could not parse timestamp');
  });

  it('Cast changes types', () => {
    const result = apply('Cast$Value', { spec: 'id:string,balance:float64,since:string' }, record());
    expect(result?.value).toMatchObject({ id: '7', balance: 12.5, since: '2023-11-14T22:13:20.123Z' });
    expect(result?.valueSchema?.fields?.[2]).toEqual({ type: 'double', optional: false, field: 'balance' });
    const whole = (spec: string, value: unknown): unknown =>
      apply('Cast$Value', { spec }, record({ valueSchema: undefined, value }))?.value;
    expect(() => whole('int8', '300')).toThrow('was out of range');
    expect([whole('int8', 300), whole('int64', '9223372036854775807'), whole('boolean', 'TRUE')]).toEqual([
      44,
      9223372036854775807n,
      true,
    ]);
    expect(() => whole('int32', 'x')).toThrow('was out of range for requested data type');
  });

  it('Flatten, HoistField, SetSchemaMetadata and the headers do what they say', () => {
    expect(apply('Flatten$Value', { delimiter: '_' }, plain)?.value).toEqual({
      id: 7,
      name: 'Asha',
      address_city: 'Pune',
    });
    const hoisted = apply('HoistField$Value', { field: 'after' }, record());
    expect(fieldNames(apply('Flatten$Value', {}, hoisted ?? record())?.valueSchema)?.[0]).toBe('after.id');
    expect(apply('SetSchemaMetadata$Value', { 'schema.name': 'c' }, record())?.valueSchema?.name).toBe('c');
    const moved = apply('HeaderFrom$Value', { fields: 'id', headers: 'number', operation: 'move' }, plain);
    expect(moved).toMatchObject({ value: { name: 'Asha' }, headers: { number: Buffer.from('7') } });
    expect(moved?.value).not.toHaveProperty('id');
    expect(apply('DropHeaders', { headers: 'number' }, moved ?? plain)?.headers).toEqual({});
    expect(apply('InsertHeader', { header: 'a', 'value.literal': 'b' }, plain)?.headers).toEqual({
      a: Buffer.from('b'),
    });
    expect(apply('TimestampRouter', {}, plain)?.topic).toBe(`${plain.topic}-20231114`);
  });
});
