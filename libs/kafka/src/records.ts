import { murmur2 } from './wire/murmur2.ts';

/** A record on its way into a topic. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string | Buffer | null;
  /** `null` is a tombstone: in a compacted topic it removes the key. */
  readonly value: string | Buffer | null;
  /** As a list, a name may stand in it several times, and without a value. */
  readonly headers?: Readonly<Record<string, string | Buffer>> | readonly OutgoingHeader[];
  /** By default the key decides, as in Kafka's own clients. */
  readonly partition?: number;
  /** Milliseconds since the epoch; by default the time of sending. */
  readonly timestampMs?: number;
}

export interface OutgoingHeader {
  readonly name: string;
  readonly value: string | Buffer | null;
}

/** A record as it was read from a topic. */
export interface ReceivedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Of key and value together; left out, whoever wants to know counts. */
  readonly bytes?: number;
  readonly headers: Readonly<Record<string, Buffer>>;
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
}

/** Of its key and value. */
export function bytesOf(record: ReceivedRecord): number {
  return record.bytes ?? (record.key?.length ?? 0) + (record.value?.length ?? 0);
}

const positiveMask = 0x7fffffff;

/**
 * The partition Kafka's own clients give a key.
 *
 * @example
 * partitionFor('asha', 6); // 2: the same here, in Java and in kafkajs
 */
export function partitionFor(key: string | Buffer, partitions: number): number {
  return (murmur2(typeof key === 'string' ? Buffer.from(key) : key) & positiveMask) % partitions;
}
