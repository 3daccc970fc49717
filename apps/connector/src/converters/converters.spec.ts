import { describe, expect, it } from 'vitest';
import { converterConfigErrors, createConverters } from './converters.ts';

const json = 'org.apache.kafka.connect.json.JsonConverter';
const text = 'org.apache.kafka.connect.storage.StringConverter';

describe('the converters of a connector', () => {
  it('are JSON with schemas where nobody says otherwise', () => {
    const { value } = createConverters({});
    expect(value.toBytes('t', { type: 'int32', optional: false }, 1)?.toString()).toContain('"payload":1');
  });

  it("are the worker's with the worker's keys, until the connector names its own", () => {
    const worker = {
      'key.converter': text,
      'value.converter': json,
      'value.converter.schemas.enable': 'false',
    };
    const inherited = createConverters({ 'value.converter.schemas.enable': 'true' }, worker);
    expect(inherited.key.toBytes('t', undefined, 'k')?.toString()).toBe('k');
    expect(inherited.value.toBytes('t', undefined, { a: 1 })?.toString()).toBe('{"a":1}');
    const own = createConverters({ 'value.converter': json }, worker);
    expect(own.value.toBytes('t', undefined, 1)?.toString()).toBe('{"schema":null,"payload":1}');
  });

  it.each([
    ['ByteArrayConverter', 'bytes', Buffer.from([1, 2, 255])],
    ['LongConverter', 'int64', -9007199254740993n],
    ['LongConverter', 'int64', 42],
    ['IntegerConverter', 'int32', -42],
    ['ShortConverter', 'int16', 42],
    ['DoubleConverter', 'double', 0.1],
    ['FloatConverter', 'float', 0.5],
    ['BooleanConverter', 'boolean', true],
  ] as const)('%s brings %s there and back', (name, type, value) => {
    const { key } = createConverters({ 'key.converter': `org.apache.kafka.connect.converters.${name}` });
    const schema = { type, optional: true };
    expect(key.fromBytes('t', key.toBytes('t', schema, value))).toEqual({ schema, value });
    expect(key.toBytes('t', schema, null)).toBeNull();
    expect(key.fromBytes('t', null)).toEqual({ schema, value: null });
  });

  it('refuses by name what needs a registry, and says what to use', () => {
    const errors = converterConfigErrors({
      'value.converter': 'io.confluent.connect.avro.AvroConverter',
      'key.converter': json,
      'key.converter.schemas.enable': 'perhaps',
    });
    expect(errors.get('value.converter')?.join()).toContain('JsonConverter with schemas.enable=true');
    expect(errors.get('key.converter.schemas.enable')?.join()).toBe(
      'Invalid value perhaps for configuration key.converter.schemas.enable: must be true or false',
    );
    expect(() => createConverters({ 'key.converter': 'a.B' })).toThrow('Class a.B could not be found');
  });
});
