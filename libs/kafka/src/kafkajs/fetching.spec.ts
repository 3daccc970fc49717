import { describe, expect, it } from 'vitest';
import { bytesOf, type OutgoingRecord } from '../records.ts';
import { encodeRecordBatch } from '../wire/record-batch.ts';
import { receivedRecords } from '../received-records.ts';
import { receivedIn } from '../wire/stored-record.ts';
import { Fetched } from './internals.ts';
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

function answerOf(bytes: Buffer, aborted: { producerId: bigint; firstOffset: number }[] = []) {
  const answer = { topic: 't', partition: 3, errorCode: 0, preferredReadReplica: 2, aborted, bytes };
  return readPartition({ ...answer, highWatermark: 99, lastStableOffset: 98, logStartOffset: 7 });
}

async function read(...asked: Parameters<typeof answerOf>) {
  const { messages } = await answerOf(...asked);
  return messages.flatMap(({ offset, stored, payload, isControlRecord }) =>
    isControlRecord
      ? [`passed over ${offset}`]
      : receivedIn(stored, payload).map((record) => `${record.offset} ${String(record.value)}`),
  );
}

const values = (...texts: string[]) => texts.map((value) => ({ value }));

describe('what a fetch brings', () => {
  it('is each record as it was written', async () => {
    const header = { name: 'trace', other: 'x' };
    const bytes = log({ records: [{ key: 'asha', value: 'paid', headers: header, timestampMs: 12 }] });
    const answer = await answerOf(bytes);
    expect(answer).toMatchObject({
      partition: 3,
      errorCode: 0,
      highWatermark: '99',
      lastStableOffset: '98',
      lastStartOffset: '7',
      preferredReadReplica: 2,
      abortedTransactions: [],
    });
    const received = receivedRecords(new Fetched('t', '0', answer));
    const seen = received.map(({ topic, partition, offset, timestampMs, key, value, headers }) => ({
      place: `${topic}[${partition}]@${offset}`,
      timestampMs,
      key: String(key),
      value: String(value),
      headers,
    }));
    expect(seen).toEqual([
      {
        place: 't[3]@0',
        timestampMs: 12,
        key: 'asha',
        value: 'paid',
        headers: { name: Buffer.from('trace'), other: Buffer.from('x') },
      },
    ]);
    expect(received.map(bytesOf)).toEqual(['ashapaid'.length]);
  });

  it('begins with the record that was asked for, though the log has others together with it', async () => {
    const bytes = log({ records: values('a', 'b', 'c') }, { records: values('d') });
    const batch = new Fetched('t', '1', await answerOf(bytes));
    expect(receivedRecords(batch).map(({ value }) => String(value))).toEqual(['b', 'c', 'd']);
    expect(batch.lastOffset()).toBe('3');
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
    const bytes = log({ records: values('a', 'b'), lastOffset: 7 });
    expect(await read(bytes)).toEqual(['0 a', '1 b']);
    expect(new Fetched('t', '0', await answerOf(bytes)).lastOffset()).toBe('7');
  });

  it('leaves out a last batch that was cut off', async () => {
    const bytes = log({ records: values('a') }, { records: values('b') });
    expect(await read(bytes.subarray(0, -1))).toEqual(['0 a']);
  });
});
