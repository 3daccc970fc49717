import type { PartitionPosition, Place } from '@payments/kafka';
import { InvalidOffsetsError } from './connect-cluster.errors.ts';
import type { OffsetEntry } from './connect-cluster.views.ts';

/** A position of a sink that is to be set; undefined forgets it. */
export interface SinkOffset extends Place {
  readonly offset: number | undefined;
}

/** What a sink's group has committed, in Kafka Connect's form; in the order of topics and partitions. */
export function sinkOffsetEntries(positions: readonly PartitionPosition[]): readonly OffsetEntry[] {
  return positions
    .filter(({ position }) => position !== undefined)
    .toSorted((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1))
    .map(({ topic, partition, position }) => ({
      partition: { kafka_topic: topic, kafka_partition: partition },
      offset: { kafka_offset: Number(position?.offset) },
    }));
}

/** @throws InvalidOffsetsError in Kafka Connect's words */
export function readSinkOffsets(entries: readonly OffsetEntry[]): readonly SinkOffset[] {
  return entries.map(({ partition, offset }) => {
    if (partition === null || partition === undefined)
      throw new InvalidOffsetsError('The partition for a sink connector offset cannot be null or missing');
    const { kafka_topic: topic, kafka_partition: number } = partition;
    if (topic === undefined || topic === null || number === undefined || number === null)
      throw new InvalidOffsetsError(
        "The partition for a sink connector offset must contain the keys 'kafka_topic' and 'kafka_partition'",
      );
    const place = {
      topic: typeof topic === 'string' ? topic : JSON.stringify(topic),
      partition: integer(number, 'Partition values for sink connectors need to be integers'),
    };
    if (offset === null || offset === undefined) return { ...place, offset: undefined };
    if (offset['kafka_offset'] === undefined)
      throw new InvalidOffsetsError(
        "The offset for a sink connector should either be null or contain the key 'kafka_offset'",
      );
    const value = integer(offset['kafka_offset'], 'Offset values for sink connectors need to be integers');
    return { ...place, offset: value };
  });
}

function integer(value: unknown, message: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
    throw new InvalidOffsetsError(message);
  return number;
}
