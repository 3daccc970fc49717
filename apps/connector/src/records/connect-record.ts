import type { ReceivedRecord } from '@payments/kafka';
import type { Schema } from './schema.ts';

/**
 * A record between a connector and Kafka: what transforms work on. It is never changed, only replaced.
 *
 * In memory an integer is a number, or a bigint beyond 2^53; bytes are a Buffer; a struct and a map are plain objects; a
 * value without a schema is what JSON can say.
 */
export interface ConnectRecord {
  readonly topic: string;
  /** Undefined: the key decides. */
  readonly partition: number | undefined;
  readonly keySchema: Schema | undefined;
  readonly key: unknown;
  readonly valueSchema: Schema | undefined;
  /** Null is a tombstone. */
  readonly value: unknown;
  readonly headers: Headers;
  /** Milliseconds since the epoch; undefined: the time of sending. */
  readonly timestampMs: number | undefined;
}

/** A later header of the same name takes the place of an earlier one, as in `libs/kafka`. */
export type Headers = Readonly<Record<string, Buffer>>;

/** A record on its way into Kafka. */
export type SourceRecord = ConnectRecord;

/** A record on its way out of Kafka. */
export interface SinkRecord extends ConnectRecord {
  readonly partition: number;
  readonly timestampMs: number;
  readonly offset: number;
  /** As it stood in the topic, whatever converters and transforms have made of it. */
  readonly original: ReceivedRecord;
}
