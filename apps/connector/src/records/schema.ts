/** The types of Kafka Connect's data model, by the names its JSON converter writes. */
export type SchemaType =
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'float'
  | 'double'
  | 'boolean'
  | 'string'
  | 'bytes'
  | 'struct'
  | 'array'
  | 'map';

/**
 * What a key or a value is made of: the form of Connect's JSON converter (`schema` beside `payload`), so that it is written
 * as it stands. `name` gives a type its meaning, for example `org.apache.kafka.connect.data.Timestamp`.
 */
export interface Schema {
  readonly type: SchemaType;
  readonly optional: boolean;
  readonly name?: string;
  readonly version?: number;
  readonly doc?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly default?: unknown;
  /** Of a struct. */
  readonly fields?: readonly FieldSchema[];
  /** Of an array. */
  readonly items?: Schema;
  /** Of a map. */
  readonly keys?: Schema;
  readonly values?: Schema;
}

/** A field of a struct. */
export interface FieldSchema extends Schema {
  readonly field: string;
}

/** Names that give a type its meaning, and what the value is in memory. */
export const logicalTypes = {
  /** `bytes` with the parameter `scale`; in memory the number's digits as a string, exact: `'12.50'`. */
  decimal: 'org.apache.kafka.connect.data.Decimal',
  /** `int32`; in memory the days since the epoch. */
  date: 'org.apache.kafka.connect.data.Date',
  /** `int32`; in memory the milliseconds since midnight. */
  time: 'org.apache.kafka.connect.data.Time',
  /** `int64`; in memory the milliseconds since the epoch. */
  timestamp: 'org.apache.kafka.connect.data.Timestamp',
} as const;
