import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { OutgoingRecord } from '../records.ts';
import { batchHeaderBytes, encodeRecordBatch, recordBytes } from './record-batch.ts';

interface DecodedBatch {
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly inTransaction: boolean;
  readonly firstTimestamp: string;
  readonly maxTimestamp: string;
  readonly lastOffsetDelta: number;
  readonly records: readonly {
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers: Record<string, Buffer>;
    readonly timestamp: string;
    readonly offset: string;
  }[];
}

const require = createRequire(import.meta.url);
const Decoder = require('kafkajs/src/protocol/decoder') as new (buffer: Buffer) => unknown;
const decodeBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder') as (
  decoder: unknown,
) => Promise<DecodedBatch>;

const origin = {
  producerId: 4_711n,
  producerEpoch: 3,
  firstSequence: 42,
  transactional: true,
  nowMs: 1_700_000_000_000,
};

function roundTrip(records: readonly OutgoingRecord[]): Promise<DecodedBatch> {
  return decodeBatch(new Decoder(encodeRecordBatch(records, origin)));
}

const record = (fields: Partial<OutgoingRecord>): OutgoingRecord => ({
  topic: 't',
  key: 'k',
  value: 'v',
  ...fields,
});

describe('a record batch', () => {
  it('says who wrote it, and what number its first record has', async () => {
    expect(await roundTrip([record({}), record({})])).toMatchObject({
      producerId: '4711',
      producerEpoch: 3,
      firstSequence: 42,
      inTransaction: true,
      lastOffsetDelta: 1,
    });
  });

  it.each([
    ['text', { key: 'käse', value: '🧀' }],
    ['bytes', { key: Buffer.from([0, 255]), value: Buffer.alloc(300, 7) }],
    ['nothing', { key: null, value: null }],
    ['empty', { key: '', value: '' }],
    ['headers', { headers: { text: 'hällo', bytes: Buffer.from([1, 0]), empty: '' } }],
    ['large', { value: Buffer.alloc(200_000, 1) }],
  ])('carries %s unchanged', async (_, fields) => {
    const sent = record(fields);
    const [read] = (await roundTrip([record({}), sent])).records.slice(1);
    expect(read?.key).toEqual(sent.key === null ? null : Buffer.from(sent.key));
    expect(read?.value).toEqual(sent.value === null ? null : Buffer.from(sent.value));
    const headers = Object.entries(sent.headers ?? {}).map(([name, value]) => [name, Buffer.from(value)]);
    expect(read?.headers).toEqual(Object.fromEntries(headers));
  });

  it('carries headers whose names repeat, and in their order', async () => {
    const headers = [
      { name: 'hop', value: 'first' },
      { name: 'empty', value: '' },
      { name: 'hop', value: Buffer.from('second') },
    ];
    const { records } = await roundTrip([record({ headers })]);
    expect(records[0]?.headers).toEqual({
      hop: [Buffer.from('first'), Buffer.from('second')],
      empty: Buffer.alloc(0),
    });
  });

  it('keeps the time of each record, however far they lie apart', async () => {
    const times = [1_700_000_000_000, 0, 1_700_000_000_001, 4_000_000_000_000];
    const batch = await roundTrip([...times.map((timestampMs) => record({ timestampMs })), record({})]);
    expect(batch.records.map(({ timestamp }) => Number(timestamp))).toEqual([...times, origin.nowMs]);
    expect(batch.maxTimestamp).toBe('4000000000000');
  });

  it('is never larger than what was reckoned for it', () => {
    const records = [
      record({ key: null, value: null }),
      record({ value: 'x'.repeat(100_000), headers: { a: 'b'.repeat(70_000) } }),
      ...Array.from({ length: 200 }, (_, timestampMs) => record({ timestampMs: timestampMs * 1e10 })),
    ];
    const reckoned = records.reduce((sum, each) => sum + recordBytes(each), batchHeaderBytes);
    expect(encodeRecordBatch(records, origin).length).toBeLessThanOrEqual(reckoned);
  });
});
