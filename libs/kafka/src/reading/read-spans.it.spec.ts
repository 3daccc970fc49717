import { eventually, testStack, unique } from '@payments/testing';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteRecordsBefore } from '../cluster/change-topics.ts';
import { ClusterSession } from '../cluster/cluster-session.ts';
import { connectKafka } from '../connection.ts';
import { createTopic } from '../topics/create-topic.ts';
import { batchPayload } from '../wire/stored-batch.ts';
import { recordsIn, type StoredRecord } from '../wire/stored-record.ts';
import { readSpans, type Span } from './read-spans.ts';

const log = { log: () => undefined, warn: () => undefined, error: () => undefined };
const connection = connectKafka({ brokers: testStack().kafka.brokers, clientId: 'reading', log });
const producer = new kafkajs.Kafka({
  brokers: testStack().kafka.brokers,
  logLevel: kafkajs.logLevel.NOTHING,
}).producer();
const topic = unique('spans');
const { None, GZIP, Snappy, LZ4, ZSTD } = kafkajs.CompressionTypes;
const compressions = [None, GZIP, Snappy, LZ4, ZSTD];

async function read(spans: readonly Span[], of = topic): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const { batches } of readSpans(connection, of, spans))
    for (const batch of batches) records.push(...recordsIn(batch, await batchPayload(batch)));
  return records;
}

beforeAll(async () => {
  await createTopic(connection, { name: topic, partitions: 2 });
  await producer.connect();
});

afterAll(() => producer.disconnect());

describe('reading parts of a topic', () => {
  it('gives records as they were written, compressed or not, with headers that repeat', async () => {
    const hostile = Buffer.from([0xff, 0x00, 0x1b, 0x0a]);
    const message = {
      key: 'a\u0000<b>',
      value: hostile,
      headers: { h: ['1', '2'], empty: '' },
      timestamp: '1795300000000',
    };
    for (const compression of compressions)
      await producer.send({
        topic,
        compression,
        messages: [
          { ...message, partition: 0 },
          { key: null, value: null, partition: 0 },
        ],
      });
    const records = await read([{ partition: 0, from: 0, to: 10 }]);
    expect(records.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const record of records.filter(({ key }) => key !== null))
      expect(record).toMatchObject({
        key: Buffer.from('a\u0000<b>'),
        value: hostile,
        timestampMs: 1795300000000,
        headers: [
          { name: 'h', value: Buffer.from('1') },
          { name: 'h', value: Buffer.from('2') },
          { name: 'empty', value: Buffer.alloc(0) },
        ],
      });
    expect(records.filter(({ value }) => value === null)).toHaveLength(5);
  });

  it('passes over what was aborted, and over the markers', async () => {
    const name = unique('aborted');
    await createTopic(connection, { name });
    const writer = new kafkajs.Kafka({
      brokers: testStack().kafka.brokers,
      logLevel: kafkajs.logLevel.NOTHING,
    }).producer({
      transactionalId: name,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await writer.connect();
    for (const [value, isKept] of [
      ['a', true],
      ['b', false],
      ['c', true],
    ] as const) {
      const transaction = await writer.transaction();
      await transaction.send({ topic: name, messages: [{ value }] });
      await (isKept ? transaction.commit() : transaction.abort());
    }
    await writer.disconnect();
    const records = await read([{ partition: 0, from: 0, to: 6 }], name);
    expect(records.map(({ value }) => String(value))).toEqual(['a', 'c']);
  });

  it('reads every partition to its end, also where the others fill one answer after the other', async () => {
    const name = unique('filled');
    const [partitions, batches] = [6, 14];
    await createTopic(connection, { name, partitions });
    // More than is asked of a partition at once, so that an answer has room for the first one's only.
    const value = Buffer.alloc(600 * 1024, 'x');
    for (let batch = 0; batch < batches; batch += 1)
      for (let partition = 0; partition < partitions; partition += 1)
        await producer.send({ topic: name, messages: [{ value, partition }] });
    const spans = Array.from({ length: partitions }, (_, partition) => ({ partition, from: 0, to: batches }));
    const seen = new Map<number, number>();
    const order: number[] = [];
    for await (const piece of readSpans(connection, name, spans)) {
      order.push(piece.partition);
      seen.set(piece.partition, (seen.get(piece.partition) ?? 0) + piece.batches.length);
    }
    expect(seen).toEqual(new Map(spans.map(({ partition }) => [partition, batches])));
    expect(new Set(order.slice(0, partitions)).size, 'partitions take turns').toBe(partitions);
  });

  it('ends where the topic ends, if it was told of an end that is not there', async () => {
    const name = unique('cut');
    await createTopic(connection, { name });
    await producer.send({ topic: name, messages: [{ value: 'only' }] });
    const records = await read([{ partition: 0, from: 0, to: 5 }], name);
    expect(records.map(({ value }) => String(value))).toEqual(['only']);
    expect(await read([{ partition: 0, from: 3, to: 5 }], name)).toEqual([]);
  });

  it('follows what is still to be written, until it is told to leave off', async () => {
    const leaving = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const { batches } of readSpans(
        connection,
        topic,
        [{ partition: 1, from: 0, to: Infinity }],
        { signal: leaving.signal },
      ))
        for (const batch of batches)
          seen.push(...recordsIn(batch, await batchPayload(batch)).map(({ value }) => String(value)));
    })();
    for (const value of ['1', '2', '3']) await producer.send({ topic, messages: [{ value, partition: 1 }] });
    await eventually(() => seen.length === 3, { what: 'three records' });
    leaving.abort();
    await following;
    expect(seen).toEqual(['1', '2', '3']);
  });

  it('goes on with the first record there is, when those before it are gone', async () => {
    const session = new ClusterSession(connection);
    await deleteRecordsBefore(session, topic, new Map([[0, 8]]));
    await session.close();
    const records = await read([{ partition: 0, from: 2, to: 10 }]);
    expect(records.map(({ offset }) => offset)).toEqual([8, 9]);
  });
});
