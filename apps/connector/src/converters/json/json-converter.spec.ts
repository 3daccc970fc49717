import { describe, expect, it } from 'vitest';
import { logicalTypes, type Schema } from '../../records/schema.ts';
import { JsonConverter, type JsonConverterOptions } from './json-converter.ts';

const defaults: JsonConverterOptions = {
  hasSchemas: true,
  decimalFormat: 'BASE64',
  replaceNullWithDefault: true,
};
const converter = new JsonConverter(defaults);
const plain = new JsonConverter({ ...defaults, hasSchemas: false });
const numeric = new JsonConverter({ ...defaults, decimalFormat: 'NUMERIC' });

const decimal: Schema = {
  type: 'bytes',
  optional: false,
  name: logicalTypes.decimal,
  version: 1,
  parameters: { scale: '2' },
};

const customer: Schema = {
  type: 'struct',
  optional: false,
  name: 'customers',
  fields: [
    { type: 'int64', optional: false, field: 'id' },
    { type: 'string', optional: true, field: 'name' },
    { ...decimal, field: 'balance' },
    { type: 'int32', optional: false, default: 7, field: 'rank' },
    { type: 'bytes', optional: true, field: 'photo' },
  ],
};

/** What Kafka Connect 4.3's JsonConverter wrote for the same schema and struct. */
const customerText =
  '{"schema":{"type":"struct","fields":[{"type":"int64","optional":false,"field":"id"},' +
  '{"type":"string","optional":true,"field":"name"},' +
  '{"type":"bytes","optional":false,"name":"org.apache.kafka.connect.data.Decimal","version":1,' +
  '"parameters":{"scale":"2"},"field":"balance"},' +
  '{"type":"int32","optional":false,"default":7,"field":"rank"},' +
  '{"type":"bytes","optional":true,"field":"photo"}],"optional":false,"name":"customers"},' +
  '"payload":{"id":9007199254740993,"name":"Ān \\"x\\"","balance":"BNI=","rank":7,"photo":null}}';

function text(bytes: ReturnType<JsonConverter['toBytes']>): string | undefined {
  return bytes?.toString();
}

describe('the JSON converter', () => {
  it('writes what Kafka Connect writes', () => {
    const value = { id: 9007199254740993n, name: 'Ān "x"', balance: '12.34', photo: null };
    expect(text(converter.toBytes('t', customer, value))).toBe(customerText);
  });

  it('reads it back, and gives the same schema object for the same text', () => {
    const first = converter.fromBytes('t', Buffer.from(customerText));
    const second = converter.fromBytes('t', Buffer.from(customerText.replace('BNI=', '+y4=')));
    expect(first.schema).toEqual(customer);
    expect(first.value).toEqual({
      id: 9007199254740993n,
      name: 'Ān "x"',
      balance: '12.34',
      rank: 7,
      photo: null,
    });
    expect(second.value).toMatchObject({ balance: '-12.34' });
    expect(second.schema).toBe(first.schema);
  });

  it('gives the same schema object in other topics, and where spaces keep the beginning from being known', () => {
    const first = converter.fromBytes('t', Buffer.from(customerText));
    const spaced = customerText.replace('"payload":', ' "payload" : ').concat(' ');
    expect(converter.fromBytes('other', Buffer.from(customerText)).schema).toBe(first.schema);
    expect(converter.fromBytes('t', Buffer.from(spaced))).toEqual(first);
    expect(converter.fromBytes('t', Buffer.from(spaced)).schema).toBe(first.schema);
  });

  it.each<[Schema['type'], unknown, string]>([
    ['int8', -12, '-12'],
    ['int64', 9223372036854775807n, '9223372036854775807'],
    ['int64', 1_700_000_000_000, '1700000000000'],
    ['double', 1, '1.0'],
    ['double', 0.1, '0.1'],
    ['double', Number.NaN, '"NaN"'],
    ['double', Number.NEGATIVE_INFINITY, '"-Infinity"'],
    ['float', 0.1, '0.1'],
    ['float', Math.fround(16777216), '16777216.0'],
    ['boolean', true, 'true'],
    ['string', 'a\u0001"\\é\u2028', '"a\\u0001\\"\\\\é\u2028"'],
    ['bytes', Buffer.from([0, 255, 128]), '"AP+A"'],
  ])('writes %s %s as %s and reads it back', (type, value, expected) => {
    const schema: Schema = { type, optional: false };
    const bytes = converter.toBytes('t', schema, value);
    expect(text(bytes)).toBe(`{"schema":{"type":"${type}","optional":false},"payload":${expected}}`);
    expect(converter.fromBytes('t', bytes)).toEqual({ schema, value });
  });

  it("writes as many digits as Java's float has", () => {
    const schema: Schema = { type: 'float', optional: false };
    expect(text(plain.toBytes('t', schema, Math.fround(0.1)))).toBe('0.1');
    expect(text(plain.toBytes('t', schema, Math.fround(3.4028235e38)))).toBe('3.4028235e+38');
  });

  it.each([
    ['0.00', 'AA=='],
    ['-0.01', '/w=='],
    ['1.27', 'fw=='],
    ['1.28', 'AIA='],
    ['-1.28', 'gA=='],
    ['99999999999999999999.99', 'Ah4Z4Mm6sj///w=='],
  ])('writes the decimal %s as the bytes %s and as a number, and reads both', (value, base64) => {
    const bytes = converter.toBytes('t', decimal, value);
    expect(text(bytes)).toContain(`"payload":"${base64}"`);
    expect(converter.fromBytes('t', bytes).value).toBe(value);
    const number = numeric.toBytes('t', decimal, value);
    expect(text(number)).toContain(`"payload":${value}}`);
    expect(converter.fromBytes('t', number).value).toBe(value);
  });

  it('keeps every digit of decimals and integers that are written as numbers, beside doubles', () => {
    const schema: Schema = {
      type: 'struct',
      optional: false,
      fields: [
        { ...decimal, parameters: { scale: '10' }, field: 'amount' },
        { type: 'double', optional: false, field: 'ratio' },
        { type: 'int64', optional: false, field: 'id' },
      ],
    };
    const value = {
      amount: '12345678901234567890.1234567890',
      ratio: 0.30000000000000004,
      id: -9223372036854775808n,
    };
    for (const topic of ['t', 't']) {
      const bytes = numeric.toBytes(topic, schema, value);
      expect(text(bytes)).toContain('"payload":{"amount":12345678901234567890.1234567890,');
      expect(numeric.fromBytes(topic, bytes).value).toEqual(value);
    }
  });

  it('writes arrays, maps and structs in each other', () => {
    const schema: Schema = {
      type: 'map',
      optional: false,
      keys: { type: 'int32', optional: false },
      values: { type: 'array', optional: true, items: { type: 'string', optional: true } },
    };
    const bytes = converter.toBytes('t', schema, { 1: ['a', null], 2: null });
    expect(text(bytes)).toContain('"payload":[[1,["a",null]],[2,null]]');
    expect(converter.fromBytes('t', bytes).value).toEqual({ 1: ['a', null], 2: null });
    const named: Schema = { ...schema, keys: { type: 'string', optional: false } };
    expect(text(plain.toBytes('t', named, { 1: ['a'] }))).toBe('{"1":["a"]}');
  });

  it('puts a default in the place of null, or leaves null, as it is told', () => {
    const schema: Schema = { type: 'string', optional: true, default: 'x' };
    const keeping = new JsonConverter({ ...defaults, replaceNullWithDefault: false });
    expect(text(converter.toBytes('t', schema, null))).toContain('"payload":"x"');
    expect(text(keeping.toBytes('t', schema, null))).toContain('"default":"x"},"payload":null');
    expect(keeping.fromBytes('t', keeping.toBytes('t', schema, null)).value).toBeNull();
    expect(converter.fromBytes('t', keeping.toBytes('t', schema, null)).value).toBe('x');
  });

  it('has no bytes for a tombstone, with and without schemas', () => {
    expect(converter.toBytes('t', undefined, null)).toBeNull();
    expect(plain.toBytes('t', undefined, null)).toBeNull();
    expect(converter.fromBytes('t', null)).toEqual({ schema: undefined, value: null });
  });

  it('writes and reads plain JSON without losing a digit', () => {
    const value = { id: 12345678901234567890n, tags: ['a', 1.5, null], deep: { ok: true }, raw: 'x\n' };
    const bytes = plain.toBytes('t', undefined, value);
    expect(text(bytes)).toBe(
      '{"id":12345678901234567890,"tags":["a",1.5,null],"deep":{"ok":true},"raw":"x\\n"}',
    );
    expect(plain.fromBytes('t', bytes)).toEqual({ schema: undefined, value });
    expect(text(converter.toBytes('t', undefined, { a: 1 }))).toBe('{"schema":null,"payload":{"a":1}}');
    expect(plain.fromBytes('t', Buffer.from('{"n":1e3,"card":"1234567890123456"}')).value).toEqual({
      n: 1000,
      card: '1234567890123456',
    });
  });

  it.each([
    ['{"a":1}', 'schemas.enable=false'],
    ['{"schema":null,"payload":1,"more":2}', 'schemas.enable=false'],
    ['{"schema":{"type":"int32","optional":false},"payload":null}', 'null value for required INT32'],
    ['{"schema":{"type":"int32"},"payload":1.5}', 'whole number'],
    ['{"schema":{"type":"int128"},"payload":1}', 'Unknown schema type: int128'],
    ['{"schema":{"optional":true},"payload":1}', 'must contain "type"'],
    ['{"schema":{"type":"bytes"},"payload":"*"}', 'base64'],
    ['{"schema":', 'not JSON'],
  ])('refuses %s', (bytes, message) => {
    expect(() => converter.fromBytes('t', Buffer.from(bytes))).toThrow(message);
  });

  it('refuses a value that is not of its schema, and names the field', () => {
    expect(() => converter.toBytes('t', customer, { id: 1, balance: '1.234' })).toThrow(
      'Field "balance": 1.234 has more digits',
    );
    expect(() => converter.toBytes('t', customer, { balance: '1' })).toThrow('Field "id": Conversion error');
    expect(() => converter.fromBytes('t', Buffer.from([0x22, 0xff, 0x22]))).toThrow('UTF-8');
  });

  it('follows a topic whose schema changes to and fro', () => {
    const narrow: Schema = { type: 'int32', optional: false };
    const wide: Schema = { type: 'int64', optional: false };
    for (let round = 0; round < 20; round += 1) {
      const schema = round % 3 === 0 ? narrow : { ...wide, version: (round % 7) + 1 };
      expect(converter.fromBytes('t', converter.toBytes('t', schema, round))).toEqual({
        schema,
        value: round,
      });
    }
  });
});
