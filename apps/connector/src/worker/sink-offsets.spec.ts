import { describe, expect, it } from 'vitest';
import type { OffsetEntry } from './connect-cluster.views.ts';
import { readSinkOffsets, sinkOffsetEntries } from './sink-offsets.ts';

describe('offsets of a sink', () => {
  it('are shown in order, without what was never committed', () => {
    const position = { offset: '7', metadata: '' };
    expect(
      sinkOffsetEntries([
        { topic: 'b', partition: 0, position },
        { topic: 'a', partition: 10, position },
        { topic: 'a', partition: 2, position },
        { topic: 'a', partition: 3, position: undefined },
      ]).map(({ partition }) => partition),
    ).toEqual([
      { kafka_topic: 'a', kafka_partition: 2 },
      { kafka_topic: 'a', kafka_partition: 10 },
      { kafka_topic: 'b', kafka_partition: 0 },
    ]);
  });

  it('are read as Kafka Connect reads them, numbers in quotes too', () => {
    const entries = [
      { partition: { kafka_topic: 't', kafka_partition: '3' }, offset: { kafka_offset: 1_000 } },
      { partition: { kafka_topic: 't', kafka_partition: 4 }, offset: null },
    ];
    expect(readSinkOffsets(entries)).toEqual([
      { topic: 't', partition: 3, offset: 1_000 },
      { topic: 't', partition: 4, offset: undefined },
    ]);
  });

  it.each([
    [{ partition: null, offset: null }, 'cannot be null or missing'],
    [
      { partition: { kafka_topic: 't' }, offset: null },
      "must contain the keys 'kafka_topic' and 'kafka_partition'",
    ],
    [{ partition: { kafka_topic: 't', kafka_partition: 'x' }, offset: null }, 'Partition values'],
    [{ partition: { kafka_topic: 't', kafka_partition: 1 }, offset: {} }, "contain the key 'kafka_offset'"],
    [{ partition: { kafka_topic: 't', kafka_partition: 1 }, offset: { kafka_offset: 'x' } }, 'Offset values'],
  ])('are refused in its words: %j', (entry, message) => {
    expect(() => readSinkOffsets([entry as unknown as OffsetEntry])).toThrow(message);
  });
});
