import { Logger } from '@nestjs/common';
import { eventually, testStack, unique } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { connectKafka, readCommittedPositions } from '../connection.ts';
import { EventProducer } from '../producer/event-producer.ts';
import { TransactionalProducer } from '../producer/transactional-producer.ts';
import { ensureTopics } from '../topics/ensure-topics.ts';
import { forgetGroupOffsets, GroupNotEmptyError, setGroupOffsets } from './group-offsets.ts';
import { type OwnedPartition, PartitionLostError, type PartitionWriter } from './owned-partition.ts';
import { PartitionedConsumer } from './partitioned-consumer.ts';

const connection = connectKafka({ ...testStack().kafka, clientId: 'reader-test', log: new Logger('test') });
const partitions = 4;
const running: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

async function newTopic(prefix = 'letters'): Promise<string> {
  const topic = unique(prefix);
  await ensureTopics(connection, [{ name: topic, partitions, cleanup: 'delete' }]);
  return topic;
}

async function send(topic: string, count: number, first = 0): Promise<void> {
  const producer = new EventProducer(connection);
  const numbers = Array.from({ length: count }, (_, index) => `${first + index}`);
  await producer.send(numbers.map((number) => ({ topic, key: number, value: number })));
  await producer.disconnect();
}

/** Writes down every record, and commits after each `put`. */
class Desk {
  readonly seen: string[] = [];
  readonly opened: OwnedPartition[] = [];
  readonly errors: unknown[] = [];
  topics: string[];
  failing: (place: OwnedPartition) => boolean = () => false;
  readonly consumer: PartitionedConsumer;

  constructor(group: string, topic: string) {
    this.topics = [topic];
    this.consumer = new PartitionedConsumer(connection, {
      group,
      startsAt: 'earliest',
      topics: () => this.topics,
      open: (owned) => Promise.resolve(this.open(owned)),
      failed: (_, error) => {
        this.errors.push(error);
        return 50;
      },
      died: (reason) => expect.unreachable(reason),
    });
    running.push(this.consumer);
  }

  private open(owned: OwnedPartition): PartitionWriter {
    this.opened.push(owned);
    return {
      put: async (records, end) => {
        if (this.failing(owned)) throw new Error('The desk is closed.');
        await owned.commit({ offset: end, metadata: `read ${end}` });
        this.seen.push(...records.map(({ value }) => String(value)));
      },
      failed: new Promise(() => undefined),
      flush: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }
}

describe('a consumer that gives each partition to a writer', () => {
  it('hands every record over once, and goes on where it committed, with what was noted there', async () => {
    const [group, topic] = [unique('desk'), await newTopic()];
    await send(topic, 1_000);
    const first = new Desk(group, topic);
    await first.consumer.start();
    await eventually(() => first.seen.length === 1_000);
    await first.consumer.stop();
    await send(topic, 500, 1_000);
    const second = new Desk(group, topic);
    await second.consumer.start();
    await eventually(() => second.seen.length === 500);
    expect(new Set([...first.seen, ...second.seen]).size).toBe(1_500);
    expect(second.opened.map(({ position }) => position.metadata)).toEqual(
      second.opened.map(({ position }) => `read ${position.offset}`),
    );
    await eventually(() => second.consumer.lag === 0);
  });

  it('opens a partition again where it failed, while the others go on', async () => {
    const [group, topic] = [unique('desk'), await newTopic()];
    const desk = new Desk(group, topic);
    desk.failing = ({ partition }) => partition === 1 && desk.errors.length < 3;
    await desk.consumer.start();
    await send(topic, 1_000);
    await eventually(() => desk.seen.length === 1_000);
    expect(desk.errors).toHaveLength(3);
    expect(new Set(desk.seen).size).toBe(1_000);
    expect(desk.opened.filter(({ partition }) => partition === 1)).toHaveLength(4);
    expect(desk.opened.filter(({ partition }) => partition === 2)).toHaveLength(1);
  });

  it('shares partitions with others as they come and go; the one before can commit no more', async () => {
    const [group, topic] = [unique('desk'), await newTopic()];
    const desks = [new Desk(group, topic), new Desk(group, topic)] as const;
    await desks[0].consumer.start();
    await send(topic, 400);
    await eventually(() => desks[0].seen.length === 400);
    const before = [...desks[0].opened];
    await desks[1].consumer.start();
    await eventually(() => desks[1].opened.length === 2);
    for (const owned of before)
      await expect(owned.commit({ ...owned.position, offset: 0 })).rejects.toBeInstanceOf(PartitionLostError);
    await send(topic, 400, 400);
    const total = (): string[] => [...desks[0].seen, ...desks[1].seen];
    await eventually(() => total().length === 800);
    await desks[0].consumer.stop();
    await send(topic, 400, 800);
    await eventually(() => total().length === 1_200);
    expect(new Set(total()).size).toBe(1_200);
  });

  it('reads a topic that is added, and goes on with what it reads', async () => {
    const [group, topic, added] = [unique('desk'), await newTopic(), await newTopic('added')];
    const desk = new Desk(group, topic);
    await desk.consumer.start();
    await send(added, 100, 1_000);
    await send(topic, 100);
    await eventually(() => desk.seen.length === 100);
    desk.topics = [topic, added];
    desk.consumer.topicsChanged();
    await eventually(() => desk.seen.length === 200);
    desk.topics = [added];
    desk.consumer.topicsChanged();
    await send(added, 100, 2_000);
    await eventually(() => desk.seen.length === 300);
    expect(new Set(desk.seen).size).toBe(300);
  });

  it('passes over what was aborted, and over the markers of transactions', async () => {
    const [group, topic] = [unique('desk'), await newTopic()];
    const producer = new TransactionalProducer(connection, { transactionalId: group });
    await producer.open();
    const desk = new Desk(group, topic);
    await desk.consumer.start();
    for (let value = 0; value < 20; value += 1) {
      await producer.transact({ records: [{ topic, key: null, partition: 0, value: `${value}` }] });
      const tooLarge = { topic, key: null, partition: 1, value: Buffer.alloc(2_000_000) };
      const aborted = [{ topic, key: null, partition: 0, value: 'aborted' }, tooLarge];
      await expect(producer.transact({ records: aborted })).rejects.toThrow('larger');
      await producer.open();
    }
    await eventually(() => desk.seen.length === 20);
    expect(desk.seen).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`));
    await eventually(() => desk.consumer.lag === 0);
    await producer.close();
  });
});

describe('the positions of a group', () => {
  it('are set and forgotten by hand while it has no members, and not otherwise', async () => {
    const [group, topic] = [unique('desk'), await newTopic()];
    await send(topic, 40);
    const places = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
    await setGroupOffsets(
      connection,
      group,
      places.map((place) => ({ ...place, offset: 2 })),
    );
    await forgetGroupOffsets(connection, group, places.slice(0, 1));
    const positions = await readCommittedPositions(connection, group);
    const committed = positions.filter(({ position }) => position !== undefined);
    const sorted = committed.toSorted((a, b) => a.partition - b.partition);
    expect(sorted.map(({ partition, position }) => [partition, position?.offset])).toEqual([
      [1, '2'],
      [2, '2'],
      [3, '2'],
    ]);
    const desk = new Desk(group, topic);
    await desk.consumer.start();
    await eventually(() => desk.opened.length === partitions);
    expect(desk.opened.find(({ partition }) => partition === 3)?.position.offset).toBe(2);
    const whileRead = setGroupOffsets(connection, group, [{ topic, partition: 0, offset: 0 }]);
    await expect(whileRead).rejects.toBeInstanceOf(GroupNotEmptyError);
    await expect(forgetGroupOffsets(connection, group, places)).rejects.toBeInstanceOf(GroupNotEmptyError);
    await forgetGroupOffsets(connection, unique('nobody'), places);
  });
});
