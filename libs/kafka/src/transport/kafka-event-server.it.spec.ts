import { Controller } from '@nestjs/common';
import { eventually } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type Cup, isReady, numbers, TeaStall } from '../../test/tea-stall.ts';
import { deadLetterHeaders } from '../dead-letters/dead-letter-record.ts';
import { PermanentError } from '../permanent-error.ts';
import { TransactionalProducer } from '../producer/transactional-producer.ts';
import type { Received } from './consumed-contract.ts';
import { EventBatchHandler, EventHandler } from './event-handler.decorator.ts';

const stalls: TeaStall[] = [];

afterEach(async () => {
  for (const stall of stalls.splice(0)) await stall.close();
});

async function teaStall(options?: { partitions?: number }): Promise<TeaStall> {
  const stall = await TeaStall.build(options);
  stalls.push(stall);
  return stall;
}

describe('the event server', () => {
  it('hands every event to the method that takes its type, in the order of its partition', async () => {
    const stall = await teaStall();
    const seen: Received<Cup>[] = [];
    @Controller()
    class Waiter {
      @EventHandler(stall.served)
      serve(cup: Received<Cup>): void {
        seen.push(cup);
      }
    }
    await stall.send(numbers(300));
    const app = await stall.open(Waiter);
    await eventually(() => seen.length === 300);
    await isReady(app);
    for (const ofPartition of Map.groupBy(seen, ({ partition }) => partition).values())
      expect(ofPartition.map(({ offset }) => Number(offset))).toEqual(ofPartition.map((_, index) => index));
    expect(seen[0]).toMatchObject({ topic: stall.topic, event: { type: 'cup.served' } });
    await eventually(async () => (await stall.lag()) === 0, { what: 'a lag of 0' });
  });

  it('hands over batches, and passes over types that are known and have no handler', async () => {
    const stall = await teaStall({ partitions: 1 });
    const sizes: number[] = [];
    @Controller()
    class Waiter {
      @EventBatchHandler(stall.served)
      serve(batch: readonly Received<Cup>[]): void {
        sizes.push(batch.length);
      }
    }
    await stall.send(numbers(400).flatMap((cup) => [cup, { ...cup, type: 'cup.returned' }]));
    await stall.open(Waiter, { batch: { maxRecords: 100 } });
    await eventually(() => sizes.reduce((sum, size) => sum + size, 0) === 400);
    expect(Math.max(...sizes)).toBe(50);
    expect(await stall.deadLetters()).toEqual([]);
  });

  it('hands several types to one method in their order', async () => {
    const stall = await teaStall({ partitions: 1 });
    const seen: Cup[] = [];
    @Controller()
    class Waiter {
      @EventBatchHandler(stall.served, stall.returned)
      take(batch: readonly Received<Cup>[]): void {
        seen.push(...batch.map(({ event }) => event));
      }
    }
    const cups = numbers(50).flatMap((cup) => [
      { ...cup, type: 'cup.served' },
      { ...cup, type: 'cup.returned' },
    ]);
    await stall.send(cups);
    await stall.open(Waiter);
    await eventually(() => seen.length === 100);
    expect(seen).toEqual(cups);
  });

  it('leaves no lag behind that is only the markers of transactions', async () => {
    const stall = await teaStall({ partitions: 1 });
    const seen: number[] = [];
    @Controller()
    class Waiter {
      @EventHandler(stall.served)
      serve({ event }: Received<Cup>): void {
        seen.push(event.number);
      }
    }
    const producer = new TransactionalProducer(stall.connection, { transactionalId: stall.topic });
    await producer.open();
    const value = JSON.stringify({ type: 'cup.served', number: 1 });
    for (let transaction = 0; transaction < 5; transaction += 1)
      await producer.transact({ records: [{ topic: stall.topic, key: 'guest', value }] });
    const large = Buffer.alloc(1_100_000);
    await expect(
      producer.transact({ records: [{ topic: stall.topic, key: 'guest', value: large }] }),
    ).rejects.toThrow(/larger/);
    await producer.close();
    await stall.open(Waiter);
    await eventually(async () => (await stall.lag()) === 0, { what: 'a lag of 0' });
    expect(seen).toHaveLength(5);
  });

  it('makes poison of every kind a dead letter with its cause and untouched bytes, and handles what is around it', async () => {
    const stall = await teaStall({ partitions: 1 });
    const seen: number[] = [];
    @Controller()
    class Waiter {
      @EventHandler(stall.served)
      serve({ event }: Received<Cup>): void {
        if (event.number === 13) throw new PermanentError('Nobody wants this one.');
        seen.push(event.number);
      }
    }
    const large = Buffer.alloc(1_048_000, '{');
    await stall.send([
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
    await stall.open(Waiter);
    await eventually(() => seen.length === 3);
    const letters = await stall.deadLetters();
    expect(seen).toEqual([1, 2, 3]);
    expect(letters.map(({ headers }) => String(headers[deadLetterHeaders.message]))).toEqual([
      'The value is not JSON.',
      'The value is no cup.served: /number must be a number.',
      `No event of the type "cup.dropped" is known in ${stall.topic}.`,
      'The value is no event: it has no type.',
      'The record has no value.',
      'Nobody wants this one.',
      'The value is not JSON.',
    ]);
    const [first] = letters;
    expect(String(first?.value)).toBe('not JSON');
    expect(first?.headers['trace']).toEqual(Buffer.from([0, 255]));
    expect(String(first?.headers[deadLetterHeaders.topic])).toBe(stall.topic);
    expect(String(first?.headers[deadLetterHeaders.offset])).toBe('1');
    expect(String(first?.headers[deadLetterHeaders.cause])).toBe('PermanentError');
    expect(letters.at(-1)?.value).toEqual(large);
    expect(letters[4]).toMatchObject({ key: null, value: null });
  });

  it('does not start with two methods for one type, nor with none', async () => {
    const stall = await teaStall();
    @Controller()
    class Waiters {
      @EventHandler(stall.served)
      one(): void {}

      @EventBatchHandler(stall.returned, stall.served)
      other(): void {}
    }
    @Controller()
    class Idle {}
    await expect(stall.open(Waiters)).rejects.toThrow(/Two handlers take cup.served/);
    await expect(stall.open(Idle)).rejects.toThrow(/no handler/);
  });
});
