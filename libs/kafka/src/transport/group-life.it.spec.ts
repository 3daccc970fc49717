import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, type Type as NestType } from '@nestjs/common';
import { Readiness } from '@payments/service';
import { eventually, KafkaFaultProxy, testStack } from '@payments/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Cup, isReady, numbers, TeaStall } from '../../test/tea-stall.ts';
import { EventProducer } from '../producer/event-producer.ts';
import { KafkaTopics } from '../topics/kafka-topics.ts';
import type { Received } from './consumed-contract.ts';
import { EventBatchHandler, EventHandler } from './event-handler.decorator.ts';
import { KafkaEventServer } from './kafka-event-server.ts';

const stalls: TeaStall[] = [];

afterEach(async () => {
  for (const stall of stalls.splice(0)) await stall.close();
});

async function teaStall(): Promise<TeaStall> {
  const stall = await TeaStall.build({ partitions: 6 });
  stalls.push(stall);
  return stall;
}

/** A handler that takes a moment for each event and writes down where it came from. */
function slowWaiter(stall: TeaStall, seen: string[]): NestType {
  @Controller()
  class Waiter {
    @EventHandler(stall.served)
    async serve({ partition, offset }: Received<Cup>): Promise<void> {
      await pause(2);
      seen.push(`${partition}:${offset}`);
    }
  }
  return Waiter;
}

describe('a service that stops', () => {
  it('finishes what is under way and leaves the rest to the next, so that nothing is handled twice', async () => {
    const stall = await teaStall();
    const seen: string[] = [];
    await stall.send(numbers(3_000));
    const first = await stall.open(slowWaiter(stall, seen));
    await eventually(() => seen.length > 500);
    await first.close();
    const atStop = seen.length;
    expect(atStop).toBeLessThan(3_000);
    await pause(50);
    expect(seen).toHaveLength(atStop);
    await stall.open(slowWaiter(stall, seen));
    await eventually(() => new Set(seen).size === 3_000);
    expect(seen).toHaveLength(3_000);
  });

  it('does the same with batches', async () => {
    const stall = await teaStall();
    const seen: string[] = [];
    @Controller()
    class Waiter {
      @EventBatchHandler(stall.served)
      async serve(batch: readonly Received<Cup>[]): Promise<void> {
        await pause(20);
        seen.push(...batch.map(({ partition, offset }) => `${partition}:${offset}`));
      }
    }
    await stall.send(numbers(6_000));
    const first = await stall.open(Waiter, { batch: { maxRecords: 20 } });
    await eventually(() => seen.length > 500);
    await first.close();
    expect(seen.length).toBeLessThan(6_000);
    await stall.open(Waiter);
    await eventually(() => new Set(seen).size === 6_000);
    expect(seen).toHaveLength(6_000);
  });
});

describe('a group', () => {
  it('hands partitions over when members come and go, and nothing is handled twice', async () => {
    const stall = await teaStall();
    const seen: string[] = [];
    const others: string[] = [];
    const total = (): number => seen.length + others.length;
    await stall.send(numbers(12_000));
    const first = await stall.open(slowWaiter(stall, seen));
    await eventually(() => total() > 300);
    const second = await stall.open(slowWaiter(stall, others));
    await eventually(() => others.length > 300);
    await first.close();
    await stall.send(numbers(500, 12_000));
    await eventually(() => new Set([...seen, ...others]).size === 12_500, { timeoutMs: 40_000 });
    await isReady(second);
    expect(total()).toBe(12_500);
  });

  it('says when Kafka is away, comes back with it, and misses nothing', async () => {
    const stall = await teaStall();
    const proxy = await KafkaFaultProxy.start(testStack().kafka);
    const seen: string[] = [];
    await stall.send(numbers(2_000));
    const app = await stall.open(slowWaiter(stall, seen), { brokers: proxy.brokers });
    await eventually(() => seen.length > 300);
    proxy.cut();
    await eventually(async () => 'consumer' in (await app.get(Readiness).missing()), {
      what: 'a consumer that is missing',
    });
    await stall.send(numbers(500, 2_000));
    proxy.heal();
    await eventually(() => new Set(seen).size === 2_500, { timeoutMs: 40_000 });
    await isReady(app);
    expect(await stall.deadLetters()).toEqual([]);
    await app.close();
    await proxy.stop();
  });

  it('is not kept out for long when the answer that has it in its group is lost', async () => {
    const stall = await teaStall();
    const proxy = await KafkaFaultProxy.start(testStack().kafka);
    await stall.send(numbers(10));
    const seen: string[] = [];
    // The first answer gives the member its name.
    const fault = proxy.lose({ api: 'JoinGroup', nth: 2, containing: stall.group });
    const app = await stall.open(slowWaiter(stall, seen), { brokers: proxy.brokers });
    await eventually(() => seen.length === 10, { timeoutMs: 40_000 });
    expect(fault.hits).toBe(1);
    await app.close();
    await proxy.stop();
  });

  it('starts when Kafka comes, and the service lives meanwhile', async () => {
    const stall = await teaStall();
    const proxy = await KafkaFaultProxy.start(testStack().kafka);
    proxy.cut();
    const seen: string[] = [];
    const app = await stall.open(slowWaiter(stall, seen), { brokers: proxy.brokers });
    await app.init();
    const missing = await app.get(Readiness).missing();
    expect(Object.keys(missing).toSorted()).toEqual(['consumer', 'kafka']);
    await stall.send(numbers(10));
    proxy.heal();
    await eventually(() => seen.length === 10);
    await isReady(app);
    await app.close();
    await proxy.stop();
  });
});

describe('a service that is told to stop while Kafka is away', () => {
  it('stops all the same, whether it had begun or not', async () => {
    const stall = await teaStall();
    const proxy = await KafkaFaultProxy.start(testStack().kafka);
    const begun = await stall.open(slowWaiter(stall, []), { brokers: proxy.brokers });
    await isReady(begun);
    proxy.cut();
    const waiting = await stall.open(slowWaiter(stall, []), { brokers: proxy.brokers });
    await waiting.init();
    const startedMs = performance.now();
    await Promise.all([begun.close(), waiting.close()]);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
    await proxy.stop();
  });
});

describe('a consumer that has died for good', () => {
  it('ends the process with a line that says why', async () => {
    const stall = await teaStall();
    const { connection } = stall;
    const producer = new EventProducer(connection);
    const readiness = new Readiness();
    const reasons: string[] = [];
    const server = new KafkaEventServer(
      {
        group: stall.group,
        connection,
        producer,
        readiness,
        topics: new KafkaTopics({ connection, producer, readiness, topics: [] }),
        exit: (reason) => reasons.push(reason),
      },
      { catalogue: [] },
    );
    server.addHandler('any', () => Promise.resolve(), true, {
      kafkaHandler: 'event',
      contracts: [stall.served],
    });
    const { prototype } = createRequire(import.meta.url)('kafkajs/src/consumer/consumerGroup') as {
      prototype: { fetch(): Promise<never> };
    };
    const fetch = vi
      .spyOn(prototype, 'fetch')
      .mockRejectedValueOnce(new TypeError('Cannot read properties of null'));
    server.listen(() => undefined);
    const reason = await eventually(() => reasons[0]);
    fetch.mockRestore();
    await server.close();
    await producer.disconnect();
    expect(reason).toContain(`${stall.group}: its consumer has died for good`);
    expect(reason).toContain('Cannot read properties of null');
  });
});
