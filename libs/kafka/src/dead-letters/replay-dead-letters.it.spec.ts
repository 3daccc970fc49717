import { Logger } from '@nestjs/common';
import { testStack, unique } from '@payments/testing';
import { afterAll, expect, it } from 'vitest';
import { connectKafka } from '../connection.ts';
import { PermanentError } from '../permanent-error.ts';
import { EventProducer } from '../producer/event-producer.ts';
import { type ReceivedRecord } from '../records.ts';
import { ensureTopics } from '../topics/ensure-topics.ts';
import { readTopic } from '../topics/read-topic.ts';
import { deadLetterRecord, deadLetterTopicOf } from './dead-letter-record.ts';
import { groupsWithDeadLetters, listDeadLetters } from './list-dead-letters.ts';
import { replayDeadLetters } from './replay-dead-letters.ts';

const connection = connectKafka({
  ...testStack().kafka,
  clientId: 'dead-letters-test',
  log: new Logger('test'),
});
const producer = new EventProducer(connection);

afterAll(() => producer.disconnect());

/** A group with dead letters about records of `topic`, whose values are their numbers. */
async function groupWithLetters(count: number): Promise<{ group: string; topic: string }> {
  const group = unique('group');
  const topic = unique('origin');
  await ensureTopics(connection, [
    { name: topic, partitions: 3, cleanup: 'delete' },
    { name: deadLetterTopicOf(group), partitions: 1, cleanup: 'delete' },
  ]);
  const received = (number: number): ReceivedRecord => ({
    topic,
    partition: 2,
    offset: String(100 + number),
    key: number === 0 ? null : Buffer.from(`key-${number}`),
    value: Buffer.from([number, 0xff]),
    headers: { trace: Buffer.from('abc') },
    timestampMs: 1_000,
  });
  await producer.send(
    Array.from({ length: count }, (_, number) =>
      deadLetterRecord(group, received(number), new PermanentError(`No ${number}.`), { attempts: 4 }),
    ),
  );
  return { group, topic };
}

async function recordsOf(topic: string): Promise<ReceivedRecord[]> {
  const records: ReceivedRecord[] = [];
  await readTopic(connection, topic, (some) => void records.push(...some));
  return records;
}

it('lists dead letters with what went wrong, and sends each back once, as it came', async () => {
  const { group, topic } = await groupWithLetters(3);
  expect(await groupsWithDeadLetters(connection)).toContain(group);
  const [first, second] = await listDeadLetters(connection, group);
  expect(first).toMatchObject({
    offset: '0',
    group,
    cause: 'PermanentError',
    message: 'No 0.',
    attempts: 4,
    origin: { topic, partition: 2, offset: '100' },
    key: null,
    isReplayed: false,
  });
  expect(second?.headers).toEqual({ trace: Buffer.from('abc') });

  expect(await replayDeadLetters(connection, group, { offsets: ['1'] })).toHaveLength(1);
  expect((await listDeadLetters(connection, group)).map(({ isReplayed }) => isReplayed)).toEqual([
    false,
    true,
    false,
  ]);
  await expect(replayDeadLetters(connection, group, { offsets: ['1'] })).rejects.toThrow(/sent back before/);
  await expect(replayDeadLetters(connection, group, { offsets: ['99'] })).rejects.toThrow(/no dead letter/);
  expect(await replayDeadLetters(connection, group, 'all')).toHaveLength(2);
  expect(await replayDeadLetters(connection, group, 'all')).toEqual([]);

  const records = await recordsOf(topic);
  expect(records.map(({ value }) => value?.[0] ?? -1).toSorted((one, other) => one - other)).toEqual([
    0, 1, 2,
  ]);
  for (const { headers } of records) expect(headers).toEqual({ trace: Buffer.from('abc') });
  expect(records.find(({ key }) => key === null)?.partition).toBe(2);
});

it('sends each letter back once, when several do it at the same time', async () => {
  const { group, topic } = await groupWithLetters(250);
  const attempts = await Promise.allSettled([1, 2, 3].map(() => replayDeadLetters(connection, group, 'all')));
  expect(attempts.some(({ status }) => status === 'fulfilled')).toBe(true);
  expect(await recordsOf(topic)).toHaveLength(250);
});

it('shows the newest when there are many', async () => {
  const { group } = await groupWithLetters(5);
  expect((await listDeadLetters(connection, group, { limit: 2 })).map(({ offset }) => offset)).toEqual([
    '3',
    '4',
  ]);
});
