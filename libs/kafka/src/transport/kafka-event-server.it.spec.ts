import {
  Controller,
  type INestApplicationContext,
  Logger,
  Module,
  type Type as NestType,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Readiness, ServiceModule } from '@payments/service';
import { eventually, testStack, unique } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { connectKafka, readCommittedPosition } from '../connection.ts';
import { deadLetterHeaders, deadLetterTopicOf } from '../dead-letters/dead-letter-record.ts';
import { KafkaModule } from '../kafka.module.ts';
import { PermanentError } from '../permanent-error.ts';
import { EventProducer } from '../producer/event-producer.ts';
import type { OutgoingRecord, ReceivedRecord } from '../records.ts';
import { ensureTopics } from '../topics/ensure-topics.ts';
import { readTopic } from '../topics/read-topic.ts';
import type { ConsumedContract, Received } from './consumed-contract.ts';
import { EventBatchHandler, EventHandler } from './event-handler.decorator.ts';
import { KafkaEventServer, type KafkaEventServerOptions } from './kafka-event-server.ts';

interface Cup {
  readonly type: string;
  readonly number: number;
}

const log = new Logger('test');
const connection = connectKafka({ ...testStack().kafka, clientId: 'transport-test', log });
const stops: (() => Promise<unknown>)[] = [];
process.env['KAFKA_BROKERS'] = connection.brokers.join(',');

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

function contract(topic: string, type: string): ConsumedContract<Cup> {
  return {
    type,
    topic: { name: topic },
    check: (value): value is Cup => (value as Cup).type === type && typeof (value as Cup).number === 'number',
    violations: () => [{ pointer: '/number', detail: 'must be a number' }],
  };
}

/** A topic with two types of event, its producer, and a service that consumes it with the given handler. */
async function teaStall({ partitions = 3 } = {}) {
  const topic = unique('cups');
  const group = unique('stall');
  await ensureTopics(connection, [{ name: topic, partitions, cleanup: 'delete' }]);
  const producer = new EventProducer(connection);
  stops.push(() => producer.disconnect());
  const served = contract(topic, 'cup.served');
  const returned = contract(topic, 'cup.returned');

  const open = async (controller: NestType, options: Partial<KafkaEventServerOptions> = {}) => {
    const module = KafkaModule.forService(group, {
      topics: [{ name: topic, partitions, cleanup: 'delete' }],
      consumes: { catalogue: [served, returned], ...options },
    });
    @Module({ imports: [ServiceModule, module], controllers: [controller] })
    class Stall {}
    const app = await NestFactory.create(Stall, new FastifyAdapter(), { logger: ['error', 'warn'] });
    app.connectMicroservice({ strategy: app.get(KafkaEventServer) });
    await app.startAllMicroservices();
    stops.push(() => app.close());
    return app;
  };
  const send = (cups: readonly Partial<OutgoingRecord & { number: number; type: string }>[]) =>
    producer.send(
      cups.map(({ number = 0, type = 'cup.served', ...record }) => ({
        topic,
        key: `guest-${number}`,
        value: JSON.stringify({ type, number }),
        ...record,
      })),
    );
  return { topic, group, served, returned, open, send };
}

async function ready(app: INestApplicationContext): Promise<void> {
  await eventually(async () => Object.keys(await app.get(Readiness).missing()).length === 0);
}

async function deadLettersOf(group: string): Promise<ReceivedRecord[]> {
  const letters: ReceivedRecord[] = [];
  await readTopic(connection, deadLetterTopicOf(group), (some) => void letters.push(...some));
  return letters;
}

const numbers = (count: number): { number: number }[] =>
  Array.from({ length: count }, (_, number) => ({ number }));

describe('the event server', () => {
  it('hands every event to the method that takes its type, in the order of its partition', async () => {
    const { served, open, send, topic, group } = await teaStall();
    const seen: Received<Cup>[] = [];
    @Controller()
    class Waiter {
      @EventHandler(served)
      async serve(cup: Received<Cup>): Promise<void> {
        seen.push(cup);
      }
    }
    await send(numbers(300));
    const app = await open(Waiter);
    await eventually(() => seen.length === 300);
    await ready(app);
    for (const ofPartition of Map.groupBy(seen, ({ partition }) => partition).values())
      expect(ofPartition.map(({ offset }) => Number(offset))).toEqual(ofPartition.map((_, index) => index));
    expect(seen[0]).toMatchObject({ topic, event: { type: 'cup.served' } });
    await eventually(async () => {
      const ends = await connection.withAdmin((admin) => admin.fetchTopicOffsets(topic));
      const positions = await Promise.all(
        ends.map(({ partition }) => readCommittedPosition(connection, group, topic, partition)),
      );
      return ends.every(({ high }, index) => positions[index]?.offset === high);
    });
  });

  it('hands over batches, and passes over types that are known and have no handler', async () => {
    const { served, open, send, group } = await teaStall({ partitions: 1 });
    const sizes: number[] = [];
    @Controller()
    class Waiter {
      @EventBatchHandler(served)
      async serve(batch: readonly Received<Cup>[]): Promise<void> {
        sizes.push(batch.length);
      }
    }
    await send(numbers(400).flatMap((cup) => [cup, { ...cup, type: 'cup.returned' }]));
    await open(Waiter, { batch: { maxRecords: 100 } });
    await eventually(() => sizes.reduce((sum, size) => sum + size, 0) === 400);
    expect(Math.max(...sizes)).toBe(50);
    expect(await deadLettersOf(group)).toEqual([]);
  });

  it('makes poison of every kind a dead letter with its cause and untouched bytes, and handles what is around it', async () => {
    const { served, open, send, group, topic } = await teaStall({ partitions: 1 });
    const seen: number[] = [];
    @Controller()
    class Waiter {
      @EventHandler(served)
      async serve({ event }: Received<Cup>): Promise<void> {
        if (event.number === 13) throw new PermanentError('Nobody wants this one.');
        seen.push(event.number);
      }
    }
    const large = Buffer.alloc(900_000, '{');
    await send([
      { number: 1 },
      { value: 'not JSON', headers: { trace: Buffer.from([0, 255]) } },
      { number: 2 },
      { value: JSON.stringify({ type: 'cup.served', number: 'three' }) },
      { value: JSON.stringify({ type: 'cup.dropped' }) },
      { value: JSON.stringify([1]) },
      { value: null, key: null },
      { number: 13 },
      { value: large },
      { number: 3 },
    ]);
    await open(Waiter);
    await eventually(() => seen.length === 3);
    const letters = await eventually(async () => {
      const found = await deadLettersOf(group);
      return found.length === 7 && found;
    });
    expect(seen).toEqual([1, 2, 3]);
    expect(letters.map(({ headers }) => String(headers[deadLetterHeaders.message]))).toEqual([
      'The value is not JSON.',
      'The value is no cup.served: /number must be a number.',
      `No event of the type "cup.dropped" is known in ${topic}.`,
      'The value is no event: it has no type.',
      'The record has no value.',
      'Nobody wants this one.',
      'The value is not JSON.',
    ]);
    const [first] = letters;
    expect(String(first?.value)).toBe('not JSON');
    expect(first?.headers['trace']).toEqual(Buffer.from([0, 255]));
    expect(String(first?.headers[deadLetterHeaders.topic])).toBe(topic);
    expect(String(first?.headers[deadLetterHeaders.offset])).toBe('1');
    expect(String(first?.headers[deadLetterHeaders.cause])).toBe('PermanentError');
    expect(letters.at(-1)?.value).toEqual(large);
    expect(letters[4]).toMatchObject({ key: null, value: null });
  });
});
