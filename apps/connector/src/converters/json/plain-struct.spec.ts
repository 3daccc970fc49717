import { describe, expect, it } from 'vitest';
import type { FieldSchema, Schema } from '../../records/schema.ts';
import { encoderOf } from './encode-json.ts';
import { plainStructWriter } from './plain-struct.ts';

const options = { decimalFormat: 'BASE64', replaceNullWithDefault: true } as const;
const fields: readonly FieldSchema[] = [
  { type: 'bytes', optional: false, field: 'id' },
  { type: 'string', optional: false, field: 'a "name"' },
  { type: 'string', optional: true, field: 'note' },
  { type: 'int64', optional: false, field: 'amount' },
  { type: 'boolean', optional: true, field: 'paid' },
];
const whole = { id: Buffer.from([1, 2]), 'a "name"': 'Asha', note: null, amount: 12, paid: true };

function struct(of: readonly FieldSchema[]): Schema {
  return { type: 'struct', optional: false, fields: of };
}

/** As the encoders write it: a field with a fraction is for them, and with it the whole struct. */
function byEncoders(value: object): string {
  const text = encoderOf(
    struct([...fields, { type: 'double', optional: false, field: 'f' }]),
    options,
  )({
    ...value,
    f: 0.5,
  });
  return text.replace(',"f":0.5', '');
}

describe('a struct without fractions, decimals and structs in it', () => {
  it.each([
    {},
    { note: 'with "quotes", a \\, a \n, an é, a 😀 and half of one: \ud83d' },
    { amount: -0 },
    { amount: 9_007_199_254_740_991 },
    { amount: 9_007_199_254_740_993n },
    { amount: 1e20 },
    { paid: null },
    { paid: undefined },
    { id: new Uint8Array([255]) },
  ])('is written as the encoders write it: %o', (change) => {
    const value = { ...whole, ...change };
    expect(encoderOf(struct(fields), options)(value)).toBe(byEncoders(value));
  });

  it('is written anew each time', () => {
    const write = encoderOf(struct(fields), options);
    expect([write(whole), write({ ...whole, note: 'x' }), write(whole)]).toEqual([
      byEncoders(whole),
      byEncoders({ ...whole, note: 'x' }),
      byEncoders(whole),
    ]);
  });

  it.each([
    [{ 'a "name"': null }, 'null value for field that is required'],
    [{ amount: 1.5 }, 'Field "amount": The schema wants a whole number'],
    [{ id: 'AQI=' }, 'Field "id": The schema wants bytes'],
    [{ paid: 1 }, 'Field "paid": The schema wants true or false'],
  ])('is refused as by the encoders if it is not of the schema: %o', (change, message) => {
    expect(() => encoderOf(struct(fields), options)({ ...whole, ...change })).toThrow(message);
  });
});

it('leaves null to the encoders where a default takes its place', () => {
  const withDefault = struct([{ type: 'int32', optional: true, default: 7, field: 'rank' }]);
  expect(encoderOf(withDefault, options)({ rank: null })).toBe('{"rank":7}');
});

it.each(['7', '__proto__', 'toJSON'])('leaves structs to the encoders with a field called %s', (name) => {
  const first: FieldSchema = { type: 'string', optional: false, field: 'z' };
  const schema = struct([first, { type: 'string', optional: false, field: name }]);
  expect(plainStructWriter(schema)).toBeUndefined();
});
