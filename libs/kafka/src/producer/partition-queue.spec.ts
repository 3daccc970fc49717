import { describe, expect, it } from 'vitest';
import type { OutgoingRecord } from '../records.ts';
import { type Entry, PartitionQueue } from './partition-queue.ts';

const origin = { producerId: 1n, producerEpoch: 0, transactional: false, firstSequence: 0, nowMs: 0 };
const maxBatchBytes = 10_000;

function queueOf(...sizes: readonly number[]): PartitionQueue<Entry> {
  const queue = new PartitionQueue({ topic: 't', partition: 0 }, maxBatchBytes);
  for (const size of sizes)
    queue.add({ record: { topic: 't', key: null, value: 'x'.repeat(size) } satisfies OutgoingRecord });
  return queue;
}

describe('the queue of a partition', () => {
  it('makes batches that the broker takes; a larger record goes alone', () => {
    const queue = queueOf(4_000, 4_000, 4_000, 50_000, 1, 1);
    const batches: { bytes: number; records: number }[] = [];
    while (!queue.isEmpty) {
      const bytes = queue.head(origin).length;
      batches.push({ bytes, records: queue.shift().length });
    }
    expect(batches.map(({ records }) => records)).toEqual([2, 1, 1, 2]);
    expect(batches.filter(({ bytes }) => bytes > maxBatchBytes)).toHaveLength(1);
  });

  it('keeps the bytes of its head until that is done with, whatever comes behind it', () => {
    const queue = queueOf(10);
    const bytes = queue.head(origin);
    queue.add({ record: { topic: 't', key: null, value: 'late' } });
    expect(queue.head({ ...origin, firstSequence: 7, nowMs: 99 })).toBe(bytes);
    expect(queue.shift()).toHaveLength(1);
    expect(queue.head({ ...origin, firstSequence: 7 })).not.toBe(bytes);
  });
});
