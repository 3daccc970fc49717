import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ReceivedRecord } from '../records.ts';
import { memoryOf, ReadAhead } from './read-ahead.ts';
import { WriterLane } from './writer-lane.ts';

/** Lanes that share a bound, whether each is read, and how to let its writer finish. */
class Lanes {
  readonly isRead = new Map<number, boolean>();
  readonly finish = new Map<number, () => void>();
  private readonly lanes: WriterLane[] = [];
  private readonly readAhead: ReadAhead;

  constructor(bounds: { maxPartitionBytes: number; maxBytes: number }) {
    this.readAhead = new ReadAhead(bounds, () => {
      for (const lane of this.lanes) lane.adjustReading();
    });
  }

  async open(partition: number): Promise<WriterLane> {
    const lane = new WriterLane(
      { topic: 'payments.requested', partition },
      {
        readAhead: this.readAhead,
        before: undefined,
        position: () => Promise.resolve({ offset: 0, metadata: '' }),
        open: () =>
          Promise.resolve({
            failed: new Promise<void>(() => undefined),
            put: () => new Promise<void>((resolve) => this.finish.set(partition, resolve)),
            flush: () => Promise.resolve(),
            close: () => Promise.resolve(),
          }),
        commit: () => Promise.resolve(),
        readFrom: (_, offset) => this.isRead.set(partition, offset !== undefined),
        setReading: (_, isReading) => this.isRead.set(partition, isReading),
        failed: () => 0,
        opened: () => undefined,
      },
    );
    this.lanes.push(lane);
    await turn();
    return lane;
  }

  async close(): Promise<void> {
    const stops = this.lanes.map((lane) => lane.stop({ flush: false }));
    for (const finish of this.finish.values()) finish();
    await Promise.all(stops);
  }
}

const records = [0, 1].map((offset): ReceivedRecord => ({
  topic: 'payments.requested',
  partition: 0,
  offset: String(offset),
  key: null,
  value: Buffer.alloc(100),
  headers: {},
  timestampMs: 0,
}));
const enough = memoryOf(records);
let lanes: Lanes;

beforeEach(() => {
  lanes = new Lanes({ maxPartitionBytes: enough * 10, maxBytes: enough });
});

afterEach(() => lanes.close());

it('reads no partition any further when all together hold enough, also what a writer is at work on', async () => {
  const [first] = [await lanes.open(0), await lanes.open(1)];
  expect(lanes.isRead).toEqual(new Map([0, 1].map((partition) => [partition, true])));
  first.add(records, 2);
  await turn();
  expect(lanes.isRead, 'while its writer works').toEqual(new Map([0, 1].map((at) => [at, false])));
  lanes.finish.get(0)?.();
  await turn();
  expect(lanes.isRead, 'when it has finished').toEqual(new Map([0, 1].map((at) => [at, true])));
});

it('does not begin to read a partition that it gets while all together hold enough', async () => {
  const first = await lanes.open(0);
  first.add(records, 2);
  await lanes.open(1);
  expect(lanes.isRead.get(1)).toBe(false);
  lanes.finish.get(0)?.();
  await turn();
  expect(lanes.isRead.get(1)).toBe(true);
});

it('reads the others on when one alone has enough', async () => {
  await lanes.close();
  lanes = new Lanes({ maxPartitionBytes: enough, maxBytes: enough * 10 });
  const first = await lanes.open(0);
  await lanes.open(1);
  first.add(records, 2);
  expect(lanes.isRead).toEqual(
    new Map([
      [0, false],
      [1, true],
    ]),
  );
});
