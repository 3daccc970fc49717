import { Controller } from '@nestjs/common';
import { eventually } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type Cup, numbers, TeaStall } from '../../test/tea-stall.ts';
import { deadLetterHeaders } from '../dead-letters/dead-letter-record.ts';
import { PermanentError } from '../permanent-error.ts';
import type { Received } from './consumed-contract.ts';
import { EventBatchHandler, EventHandler } from './event-handler.decorator.ts';

const stalls: TeaStall[] = [];
const quick = { firstPauseMs: 10, maxPauseMs: 40, batchAttempts: 3, giveUpAfterMs: 200 };

afterEach(async () => {
  for (const stall of stalls.splice(0)) await stall.close();
});

async function teaStall(options?: { partitions?: number }): Promise<TeaStall> {
  const stall = await TeaStall.build(options);
  stalls.push(stall);
  return stall;
}

describe('an event whose handler fails', () => {
  it('is tried again while its partition waits and the others go on', async () => {
    const stall = await teaStall({ partitions: 3 });
    const seen: string[] = [];
    let isAway = true;
    @Controller()
    class Waiter {
      @EventHandler(stall.served)
      serve({ event, partition }: Received<Cup>): void {
        if (isAway && partition === 1 && event.number === 5) throw new Error('The kitchen is away.');
        seen.push(`${partition}:${event.number}`);
      }
    }
    const cups = [0, 1, 2].flatMap((partition) =>
      numbers(2_000).map(({ number }) => ({ number, partition })),
    );
    await stall.send(cups);
    await stall.open(Waiter, { batch: { maxRecords: 50 } });
    await eventually(() => seen.length === 4_005, { what: 'everything but the rest of partition 1' });
    expect(seen.filter((cup) => cup.startsWith('1:'))).toEqual(numbers(5).map(({ number }) => `1:${number}`));
    isAway = false;
    await eventually(() => seen.length === 6_000);
    for (const partition of [0, 1, 2])
      expect(seen.filter((cup) => cup.startsWith(`${partition}:`))).toEqual(
        numbers(2_000).map(({ number }) => `${partition}:${number}`),
      );
    expect(await stall.deadLetters()).toEqual([]);
  });

  it('becomes a dead letter in the end, and what comes after it is handled', async () => {
    const stall = await teaStall({ partitions: 1 });
    const seen: number[] = [];
    let attempts = 0;
    @Controller()
    class Waiter {
      @EventHandler(stall.served)
      serve({ event }: Received<Cup>): void {
        if (event.number === 1) {
          attempts += 1;
          throw new TypeError('Cannot read properties of undefined');
        }
        seen.push(event.number);
      }
    }
    await stall.send(numbers(3));
    await stall.open(Waiter, { retry: quick });
    await eventually(() => seen.length === 2);
    expect(attempts).toBeGreaterThan(3);
    const [letter] = await stall.deadLetters();
    expect(String(letter?.headers[deadLetterHeaders.cause])).toBe('TypeError');
    expect(String(letter?.headers[deadLetterHeaders.attempts])).toBe(String(attempts));
  });

  it('becomes a dead letter in the end too if the handler never finishes', async () => {
    const stall = await teaStall({ partitions: 1 });
    const seen: number[] = [];
    @Controller()
    class Waiter {
      @EventHandler(stall.served)
      async serve({ event }: Received<Cup>): Promise<void> {
        if (event.number === 0) await new Promise(() => undefined);
        seen.push(event.number);
      }
    }
    await stall.send(numbers(2));
    await stall.open(Waiter, { retry: { ...quick, handlerTimeoutMs: 50 } });
    await eventually(() => seen.length === 1);
    const [letter] = await stall.deadLetters();
    expect(String(letter?.headers[deadLetterHeaders.message])).toMatch(/did not finish within 50 ms/);
  });
});

describe('a batch whose handler fails', () => {
  it.each([
    ['for good', new PermanentError('Never.')],
    ['for now', new Error('Not now.')],
  ])('is taken apart when it fails %s: only the event at fault becomes a dead letter', async (_, error) => {
    const stall = await teaStall({ partitions: 1 });
    const handled: number[] = [];
    const sizes: number[] = [];
    @Controller()
    class Waiter {
      @EventBatchHandler(stall.served)
      serve(batch: readonly Received<Cup>[]): void {
        sizes.push(batch.length);
        if (batch.some(({ event }) => event.number === 7 || event.number === 30)) throw error;
        handled.push(...batch.map(({ event }) => event.number));
      }
    }
    await stall.send(numbers(40));
    await stall.open(Waiter, { retry: quick });
    await eventually(() => handled.length === 38);
    expect(handled).toEqual(
      numbers(40).flatMap(({ number }) => (number === 7 || number === 30 ? [] : [number])),
    );
    const letters = await stall.deadLetters();
    expect(letters.map(({ value }) => (JSON.parse(String(value)) as Cup).number)).toEqual([7, 30]);
    expect(sizes[0]).toBe(40);
    await eventually(async () => (await stall.lag()) === 0, { what: 'a lag of 0' });
  });

  it('goes as a batch again once an outage is over', async () => {
    const stall = await teaStall({ partitions: 1 });
    const sizes: number[] = [];
    let failures = 5;
    @Controller()
    class Waiter {
      @EventBatchHandler(stall.served)
      serve(batch: readonly Received<Cup>[]): void {
        failures -= 1;
        if (failures >= 0) throw new Error('The database is away.');
        sizes.push(batch.length);
      }
    }
    await stall.send(numbers(100));
    await stall.open(Waiter, { retry: quick });
    await eventually(() => sizes.reduce((sum, size) => sum + size, 0) === 100);
    expect(sizes).toEqual([1, 99]);
    expect(await stall.deadLetters()).toEqual([]);
  });
});
