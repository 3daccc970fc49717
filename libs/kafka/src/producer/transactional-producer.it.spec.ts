import { Logger } from '@nestjs/common';
import { testStack, unique } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { connectKafka, readCommittedPosition } from '../connection.ts';
import { ProducerFencedError, ProducerNotOpenError, RecordTooLargeError } from '../errors.ts';
import { ensureTopics } from '../topics/ensure-topics.ts';
import { readTopic } from '../topics/read-topic.ts';
import { TransactionalProducer } from './transactional-producer.ts';

const connection = connectKafka({
  ...testStack().kafka,
  clientId: 'transactions-test',
  log: new Logger('test'),
});
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function newTopic(partitions = 1): Promise<string> {
  const name = unique('transactions');
  await ensureTopics(connection, [{ name, partitions, cleanup: 'delete' }]);
  return name;
}

async function openProducer(transactionalId = unique('tx')): Promise<TransactionalProducer> {
  const producer = new TransactionalProducer(connection, { transactionalId });
  stops.push(() => producer.close());
  await producer.open();
  return producer;
}

async function valuesOf(topic: string): Promise<string[]> {
  const values: string[] = [];
  await readTopic(connection, topic, (some) => void values.push(...some.map(({ value }) => String(value))));
  return values;
}

const numbers = (topic: string, count: number): { topic: string; key: string; value: string }[] =>
  Array.from({ length: count }, (_, number) => ({ topic, key: `key-${number}`, value: String(number) }));

describe('a transactional producer', () => {
  it('writes records and positions together, and tells where the records are', async () => {
    const topic = await newTopic(3);
    const group = unique('group');
    const producer = await openProducer();
    expect(await readCommittedPosition(connection, group, topic, 2)).toBeUndefined();
    const positions = [
      { topic, partition: 2, offset: '17', metadata: 'binlog.000004:1234, gtid 3e11fa47-71ca:1-5 ✓' },
      { topic, partition: 0, offset: '9007199254740993' },
    ];
    const written = await producer.transact({ records: numbers(topic, 30), offsets: { group, positions } });
    expect(written.reduce((sum, { records }) => sum + records, 0)).toBe(30);
    expect(written.every(({ firstOffset }) => firstOffset === 0n)).toBe(true);
    expect(await readCommittedPosition(connection, group, topic, 2)).toEqual({
      offset: '17',
      metadata: 'binlog.000004:1234, gtid 3e11fa47-71ca:1-5 ✓',
    });
    expect(await readCommittedPosition(connection, group, topic, 0)).toEqual({
      offset: '9007199254740993',
      metadata: '',
    });
    const [next] = await producer.transact({ records: [{ topic, key: null, value: 'x', partition: 0 }] });
    // The marker of the first transaction takes an offset of its own.
    expect(next?.firstOffset).toBe(
      BigInt((written.find(({ partition }) => partition === 0)?.records ?? 0) + 1),
    );
  });

  it('commits positions without records, and records without positions', async () => {
    const topic = await newTopic();
    const group = unique('group');
    const producer = await openProducer();
    await producer.transact({ records: numbers(topic, 1) });
    await producer.transact({
      records: [],
      offsets: { group, positions: [{ topic, partition: 0, offset: '5' }] },
    });
    await producer.transact({ records: [] });
    expect((await readCommittedPosition(connection, group, topic, 0))?.offset).toBe('5');
    expect(await valuesOf(topic)).toEqual(['0']);
  });

  it('shuts out the producer that had its id before', async () => {
    const topic = await newTopic();
    const before = await openProducer();
    await before.transact({ records: numbers(topic, 1) });
    const after = await openProducer(before.transactionalId);
    await expect(before.transact({ records: numbers(topic, 2) })).rejects.toBeInstanceOf(ProducerFencedError);
    await expect(before.transact({ records: numbers(topic, 2) })).rejects.toBeInstanceOf(
      ProducerNotOpenError,
    );
    await after.transact({ records: numbers(topic, 3) });
    expect(await valuesOf(topic)).toEqual(['0', '0', '1', '2']);
  });

  it('writes nothing of a transaction with a record that is too large, and goes on when opened again', async () => {
    const [topic, other] = [await newTopic(), await newTopic()];
    const producer = await openProducer();
    const records = [...numbers(other, 5), { topic, key: 'k', value: Buffer.alloc(1_100_000) }];
    await expect(producer.transact({ records })).rejects.toBeInstanceOf(RecordTooLargeError);
    await expect(producer.transact({ records: numbers(topic, 1) })).rejects.toBeInstanceOf(
      ProducerNotOpenError,
    );
    await producer.open();
    await producer.transact({ records: numbers(topic, 1) });
    expect(await valuesOf(other)).toEqual([]);
    expect(await valuesOf(topic)).toEqual(['0']);
  });

  it('writes nothing of a transaction with a record of a topic that is not there', async () => {
    const topic = await newTopic();
    const producer = await openProducer();
    const records = [...numbers(topic, 5), ...numbers(unique('nowhere'), 1)];
    await expect(producer.transact({ records })).rejects.toThrow(/no topic/);
    expect(await valuesOf(topic)).toEqual([]);
  });

  it('takes one transaction at a time', async () => {
    const topic = await newTopic();
    const producer = await openProducer();
    const first = producer.transact({ records: numbers(topic, 1) });
    await expect(producer.transact({ records: numbers(topic, 1) })).rejects.toThrow(/still under way/);
    await first;
    expect(await valuesOf(topic)).toEqual(['0']);
  });

  it('splits what is larger than the broker takes at once', async () => {
    const topic = await newTopic();
    const values = Array.from({ length: 40 }, (_, index) => `${index}:${'x'.repeat(100_000)}`);
    const producer = await openProducer();
    const written = await producer.transact({ records: values.map((value) => ({ topic, key: 'k', value })) });
    expect(written.length).toBeGreaterThan(4);
    expect(await valuesOf(topic)).toEqual(values);
  });
});
