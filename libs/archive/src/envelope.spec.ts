import { describe, expect, it } from 'vitest';
import { type EnvelopeOf, envelopeStart, readEnvelope } from './envelope.ts';

const record: EnvelopeOf = {
  partition: 3,
  offset: 12,
  timestampMs: 1_795_300_000_000,
  key: Buffer.from('asha'),
  value: Buffer.from('{ "id": 12345678901234567890, "note": "चाय" }'),
  headers: { traceparent: Buffer.from('00-ab'), seal: Buffer.from([0xff, 0x00, 0xfe]) },
};

/** As a sink writes a line. */
function line(envelope: EnvelopeOf, json: string, isExact: boolean): Buffer {
  return Buffer.from(`${envelopeStart(envelope, isExact)}${json}}`);
}

describe('the envelope of an archived record', () => {
  it('gives a record back byte for byte, numbers too large for JavaScript included', () => {
    const written = line(record, record.value?.toString() ?? '', true);
    expect(readEnvelope(written)).toEqual(record);
    expect(JSON.parse(written.toString())).toMatchObject({ key: 'asha', value: { note: 'चाय' } });
  });

  it('keeps the original where the value to read is another', () => {
    const written = line(record, '{"id":"masked"}', false);
    expect(readEnvelope(written)).toEqual(record);
    expect(JSON.parse(written.toString())).toMatchObject({ value: { id: 'masked' } });
  });

  it.each([
    ['a tombstone without a key', { key: null, value: null }],
    ['bytes that are no text', { key: Buffer.from([0xc3, 0x28]), value: Buffer.from([0x80, 0]) }],
    ['an empty key and an empty value', { key: Buffer.alloc(0), value: Buffer.alloc(0) }],
    ['text that only looks like base64', { key: Buffer.from('AAECAw=='), value: Buffer.from('"\\u0000"') }],
  ])('tells %s from everything else', (_, parts) => {
    const other = { ...record, ...parts, headers: {} };
    expect(readEnvelope(line(other, 'null', false))).toEqual(other);
  });

  it('is refused if it is none', () => {
    expect(() => readEnvelope(Buffer.from('{"id":7}'))).toThrow('store.kafka.metadata=true');
  });
});
