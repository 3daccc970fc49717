import { Logger } from '@nestjs/common';
import { eventually, testStack, unique } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { connectKafka, readCommittedPosition } from '../connection.ts';
import { deadLetterHeaders, deadLetterTopicOf } from '../dead-letters/dead-letter-record.ts';
import { EventProducer } from '../producer/event-producer.ts';
import { TransactionalProducer } from '../producer/transactional-producer.ts';
import { partitionFor, type ReceivedRecord } from '../records.ts';
import { ensureTopics } from '../topics/ensure-topics.ts';
import { readTopic } from '../topics/read-topic.ts';
import { StatefulProcessor } from './stateful-processor.ts';

interface Ticket {
  readonly subject: string;
  readonly type: 'ticket';
  readonly number: number;
}
interface Numbered {
  readonly subject: string;
  readonly number: number;
  /** How many tickets of this subject came before, this one included. */
  readonly place: number;
}

const partitions = 6;
const log = new Logger('test');
const connection = connectKafka({ ...testStack().kafka, clientId: 'processor-test', log });
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** Topics of one test, and a processor that tells each ticket its place among those of its subject. */
async function ticketOffice() {
  const name = unique('office');
  const names = { input: `${name}.tickets`, output: `${name}.places`, changelog: `${name}.counts` };
  await ensureTopics(connection, [
    { name: names.input, partitions, cleanup: 'delete' },
    { name: names.output, partitions, cleanup: 'delete' },
    { name: names.changelog, partitions, cleanup: 'compact' },
    { name: deadLetterTopicOf(name), partitions: 1, cleanup: 'delete' },
  ]);
  const producer = new EventProducer(connection);
  await producer.connect();
  stops.push(() => producer.disconnect());

  let handled = 0;
  const open = async (sessionTimeoutMs = 6_000) => {
    const processor = new StatefulProcessor<Ticket, number>(
      connection,
      {
        group: name,
        input: {
          type: 'ticket',
          topic: { name: names.input },
          check: (value): value is Ticket => (value as Ticket | null)?.type === 'ticket',
          violations: () => [{ pointer: '/type', detail: 'must be ticket' }],
        },
        changelog: { name: names.changelog },
        handle: ({ subject, number }, count = 0) => {
          if (number < 0) throw new RangeError('There is no such ticket.');
          const numbered: Numbered = { subject, number, place: count + 1 };
          return { state: count + 1, events: [{ topic: names.output, event: numbered }] };
        },
      },
      {
        sessionTimeoutMs,
        maxBatchRecords: 50,
        observer: { committed: ({ records }) => (handled += records) },
      },
    );
    await processor.start();
    stops.push(() => processor.stop());
    await eventually(() => processor.unreadyReason() === undefined, { what: 'the processor to be ready' });
    return processor;
  };
  const sell = (numbers: readonly number[], subjects = 20) =>
    producer.send(
      numbers.map((number) => ({
        topic: names.input,
        key: `guest-${number % subjects}`,
        value: JSON.stringify({ type: 'ticket', subject: `guest-${number % subjects}`, number }),
      })),
    );
  return { name, names, producer, open, sell, handled: () => handled };
}

/** Everything in a topic that is committed, once there are `count` records of it. */
async function recordsOf(topic: string, count: number): Promise<readonly ReceivedRecord[]> {
  return eventually(
    async () => {
      const received: ReceivedRecord[] = [];
      await readTopic(connection, topic, (records) => void received.push(...records));
      return received.length >= count && received;
    },
    { what: `${count} records in ${topic}` },
  );
}

/** Each ticket once, and the places of each subject 1, 2, 3... in log order. */
function expectEachPlacedOnce(records: readonly ReceivedRecord[], count: number): void {
  const placed = records.map(({ value }) => JSON.parse(String(value)) as Numbered);
  expect(new Set(placed.map(({ number }) => number)).size).toBe(count);
  expect(placed).toHaveLength(count);
  for (const [subject, all] of Map.groupBy(placed, (each) => each.subject)) {
    const places = all.map(({ place }) => place);
    expect(places, subject).toEqual(range(1, all.length + 1));
  }
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe('a stateful processor', () => {
  it('handles each record once, in the order of its partition', async () => {
    const { names, open, sell } = await ticketOffice();
    await open();
    for (let from = 0; from < 1_000; from += 100) await sell(range(from, from + 100));
    expectEachPlacedOnce(await recordsOf(names.output, 1_000), 1_000);
  });

  it('shows no lag when it has worked everything off, though the topic ends in transaction markers', async () => {
    const { name, names, open } = await ticketOffice();
    const seller = new TransactionalProducer(connection, { transactionalId: unique('seller') });
    stops.push(() => seller.close());
    await seller.open();
    await open();
    for (const number of range(0, 30))
      await seller.transact({
        records: [
          {
            topic: names.input,
            key: `guest-${number}`,
            value: JSON.stringify({ type: 'ticket', subject: `guest-${number}`, number }),
          },
        ],
      });
    // A ticket and its marker each; the broker writes a marker after it has answered the commit.
    const ends = await eventually(async () => {
      const each = await connection.withAdmin((admin) => admin.fetchTopicOffsets(names.input));
      return each.reduce((sum, { high }) => sum + Number(high), 0) === 60 && each;
    });
    const used = ends.filter(({ high }) => high !== '0');
    await eventually(async () => {
      const positions = await Promise.all(
        used.map(({ partition }) => readCommittedPosition(connection, name, names.input, partition)),
      );
      expect(positions.map((position) => position?.offset)).toEqual(used.map(({ high }) => high));
      return true;
    });
    expect(used.length).toBeGreaterThan(0);
  });

  it('goes on with its state after a restart, though it kept none of it', async () => {
    const { names, open, sell } = await ticketOffice();
    const first = await open();
    await sell(range(0, 200));
    await recordsOf(names.output, 200);
    await first.stop();
    await sell(range(200, 400));
    await open();
    expectEachPlacedOnce(await recordsOf(names.output, 400), 400);
  });

  it('shares its partitions with others as they come and go, and nothing is lost or doubled', async () => {
    const { names, open, sell } = await ticketOffice();
    const one = await open();
    let sold = 0;
    const sellOn = async (): Promise<void> => sell(range(sold, (sold += 100)));
    await sellOn();
    const two = await open();
    await sellOn();
    const three = await open();
    await sellOn();
    await one.stop();
    await sellOn();
    await three.stop();
    await sellOn();
    expectEachPlacedOnce(await recordsOf(names.output, sold), sold);
    expect(two.unreadyReason()).toBeUndefined();
  });

  it('puts what it cannot handle among the dead letters, with the cause, and handles what stands around it', async () => {
    const { name, names, producer, open, sell } = await ticketOffice();
    await open();
    await sell([0, 1]);
    const guest = { topic: names.input, key: 'guest-0' };
    const ticket = JSON.stringify({ type: 'ticket', subject: 'guest-0', number: 40 });
    const wrong = (partitionFor('guest-0', partitions) + 1) % partitions;
    await producer.send([
      { ...guest, value: 'not JSON' },
      { ...guest, value: null },
      { ...guest, value: JSON.stringify({ type: 'voucher', subject: 'guest-0' }) },
      { ...guest, value: JSON.stringify({ type: 'ticket', subject: 'guest-0', number: -1 }) },
      { ...guest, value: JSON.stringify({ type: 'ticket', subject: 'guest-1', number: 41 }) },
      { ...guest, value: ticket, partition: wrong },
    ]);
    await sell([20, 21]);
    expectEachPlacedOnce(await recordsOf(names.output, 4), 4);
    const dead = await recordsOf(deadLetterTopicOf(name), 6);
    const messages = dead.map(({ headers }) => headers[deadLetterHeaders.message]?.toString());
    expect(messages).toEqual(
      expect.arrayContaining([
        'The value is not JSON.',
        'The record has no value.',
        expect.stringContaining('"voucher"'),
        'There is no such ticket.',
        expect.stringContaining('not the subject'),
        expect.stringContaining('another partitioner'),
      ]),
    );
    expect(
      dead
        .find(({ value }) => value?.toString() === 'not JSON')
        ?.headers[deadLetterHeaders.topic]?.toString(),
    ).toBe(names.input);
  });

  it('writes nothing once another has taken its partition over, and takes it up again when that is gone', async () => {
    const { name, names, open, sell } = await ticketOffice();
    await open();
    await sell(range(0, 100));
    await recordsOf(names.output, 100);
    for (const partition of range(0, partitions)) {
      const usurper = new TransactionalProducer(connection, { transactionalId: `${name}-${partition}` });
      await usurper.open();
      await usurper.close();
    }
    await sell(range(100, 200));
    expectEachPlacedOnce(await recordsOf(names.output, 200), 200);
  });

  it('finishes its batch when it is stopped: the next one repeats nothing', async () => {
    const { names, open, sell, handled } = await ticketOffice();
    let sold = 0;
    let stoppedMidway = 0;
    for (let round = 0; round < 5; round += 1) {
      const processor = await open();
      const before = handled();
      await sell(range(sold, (sold += 2_000)));
      await eventually(() => handled() > before, { what: 'the first batch', intervalMs: 1 });
      await processor.stop();
      if (handled() < sold) stoppedMidway += 1;
    }
    await open();
    expectEachPlacedOnce(await recordsOf(names.output, sold), sold);
    expect(stoppedMidway).toBeGreaterThan(0);
  });
});
