import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PartitionCommits } from './partition-commits.task.ts';

let committed: number[];
let commits: PartitionCommits;

beforeEach(() => {
  vi.useFakeTimers();
  committed = [];
  commits = new PartitionCommits(
    {
      topic: 't',
      partition: 0,
      position: { offset: 0, metadata: '' },
      commit: async ({ offset }) => {
        await Promise.resolve();
        committed.push(offset);
      },
      skip: () => Promise.reject(new Error('Nothing is skipped here.')),
    },
    { clock: { now: Date.now }, onCommitted: () => undefined, onError: () => undefined },
  );
});
afterEach(() => void vi.useRealTimers());

async function reach(offset: number, afterMs: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(afterMs);
  commits.reached = offset;
  commits.commitSoon();
  await vi.advanceTimersByTimeAsync(1);
}

it('commit the first position at once, and then the latest one each second', async () => {
  await reach(10, 0);
  expect(committed).toEqual([10]);
  for (const offset of [20, 30, 40]) await reach(offset, 200);
  expect(committed).toEqual([10]);
  await vi.advanceTimersByTimeAsync(400);
  expect(committed).toEqual([10, 40]);
});

it('wait for nothing once they are hurried', async () => {
  await reach(10, 0);
  await reach(20, 0);
  commits.hurry();
  await reach(30, 0);
  expect(committed).toEqual([10, 20, 30]);
});

it('begin none after the end', async () => {
  await reach(10, 0);
  await reach(20, 0);
  await commits.end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(committed).toEqual([10]);
});
