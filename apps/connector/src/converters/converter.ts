import type { Schema } from '../records/schema.ts';

/** A value and what it is made of. */
export interface SchemaAndValue {
  readonly schema: Schema | undefined;
  readonly value: unknown;
}

/** Turns keys or values into the bytes that stand in a topic, and back. */
export interface Converter {
  /**
   * Null is a tombstone.
   *
   * @throws DataError if the value is not what its schema says
   */
  toBytes(topic: string, schema: Schema | undefined, value: unknown): Buffer | null;
  /** @throws DataError if the bytes cannot be read */
  fromBytes(topic: string, bytes: Buffer | null): SchemaAndValue;
}
