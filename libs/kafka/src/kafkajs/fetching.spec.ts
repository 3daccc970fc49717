import { describe, expect, it } from 'vitest';
import { receivedRecords } from '../received-records.ts';
import { bytesOf, type OutgoingRecord } from '../records.ts';
import { encodeRecordBatch } from '../wire/record-batch.ts';
import { readPartition } from './fetching.ts';

const [attributes, lastOffsetDelta, controlFlag] = [21, 23, 0x20];
const nowMs = 1_795_300_000_000;

interface Stored {
  readonly records: readonly Partial<OutgoingRecord>[];
  readonly producerId?: bigint;
  readonly isMarker?: boolean;
  /** By default that of its last record. */
  readonly lastOffset?: number;
}

/** As they stand in the log, one after the other. */
function log(...batches: readonly Stored[]): Buffer {
  let firstOffset = 0;
  return Buffer.concat(
    batches.map(({ records, producerId = -1n, isMarker = false, lastOffset }) => {
      const bytes = encodeRecordBatch(
        records.map((record) => ({ topic: 't', key: null, value: null, ...record })),
        { producerId, producerEpoch: 0, firstSequence: 0, transactional: producerId >= 0n, nowMs },
      );
      bytes.writeBigInt64BE(BigInt(firstOffset), 0);
      if (isMarker) bytes.writeInt16BE(bytes.readInt16BE(attributes) | controlFlag, attributes);
      const last = lastOffset ?? firstOffset + records.length - 1;
      bytes.writeInt32BE(last - firstOffset, lastOffsetDelta);
      firstOffset = last + 1;
      return bytes;
    }),
  );
}

async function read(bytes: Buffer, aborted: { producerId: bigint; firstOffset: number }[] = []) {
  const answer = { topic: 't', partition: 0, errorCode: 0, preferredReadReplica: -1, aborted, bytes };
  const ends = { highWatermark: 99, lastStableOffset: 99, logStartOffset: 0 };
  const { messages } = await readPartition({ ...answer, ...ends });
  return messages.map(({ offset, value, isControlRecord }) =>
    isControlRecord ? `passed over ${offset}` : `${offset} ${String(value)}`,
  );
}

const values = (...texts: string[]) => texts.map((value) => ({ value }));

describe('what a fetch brings', () => {
  it('is each record as it was written', async () => {
    const header = { name: 'trace', other: 'x' };
    const bytes = log({ records: [{ key: 'asha', value: 'paid', headers: header, timestampMs: 12 }] });
    const answer = { topic: 't', partition: 3, errorCode: 0, preferredReadReplica: 2, aborted: [], bytes };
    const ends = { highWatermark: 9, lastStableOffset: 8, logStartOffset: 7 };
    const { messages, ...rest } = await readPartition({ ...answer, ...ends });
    expect(rest).toEqual({
      partition: 3,
      errorCode: 0,
      highWatermark: '9',
      lastStableOffset: '8',
      lastStartOffset: '7',
      preferredReadReplica: 2,
      abortedTransactions: [],
    });
    // They cut their parts out when they are asked for them.
    const seen = messages.map(({ offset, timestamp, key, value, headers, isControlRecord }) => ({
      offset,
      timestamp,
      key,
      value,
      headers,
      isControlRecord,
    }));
    expect(seen).toEqual([
      {
        offset: '0',
        timestamp: '12',
        key: Buffer.from('asha'),
        value: Buffer.from('paid'),
        headers: { name: Buffer.from('trace'), other: Buffer.from('x') },
        isControlRecord: false,
      },
    ]);
    expect(receivedRecords({ messages } as never).map(bytesOf)).toEqual(['ashapaid'.length]);
  });

  it('passes over what was aborted, and over the marks that end transactions, as far as they go', async () => {
    const bytes = log(
      { records: values('a', 'b'), producerId: 1n },
      { records: values('of another'), producerId: 2n },
      { records: values('c', 'd', 'e'), producerId: 1n },
      { records: values('mark'), producerId: 1n, isMarker: true },
      { records: values('mark'), producerId: 2n, isMarker: true },
      { records: values('f'), producerId: 1n },
    );
    expect(await read(bytes, [{ producerId: 1n, firstOffset: 0 }])).toEqual([
      'passed over 0',
      'passed over 1',
      '2 of another',
      'passed over 3',
      'passed over 5',
      'passed over 6',
      'passed over 7',
      '8 f',
    ]);
  });

  it('goes to the end of a batch whose last records were compacted away', async () => {
    const bytes = log({ records: values('a', 'b'), lastOffset: 7 }, { records: values('c') });
    expect(await read(bytes)).toEqual(['0 a', '1 b', 'passed over 2', 'passed over 7', '8 c']);
  });

  it('leaves out a last batch that was cut off', async () => {
    const bytes = log({ records: values('a') }, { records: values('b') });
    expect(await read(bytes.subarray(0, -1))).toEqual(['0 a']);
  });
});
