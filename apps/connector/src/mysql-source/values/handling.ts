/** How values stand in records where there is more than one way, by the words of the keys that decide it. */
export interface Handling {
  /** `decimal.handling.mode`, and what JDBC's `numeric.mapping` adds to it. */
  readonly decimal: 'precise' | 'double' | 'string' | 'precision_only' | 'best_fit' | 'best_fit_eager_double';
  /** `bigint.unsigned.handling.mode` */
  readonly bigintUnsigned: 'long' | 'precise' | 'string';
  /** `time.precision.mode`; `jdbc` is what the JDBC source does, which has no such key. */
  readonly time:
    | 'adaptive_time_microseconds'
    | 'connect'
    | 'isostring'
    | 'microseconds'
    | 'nanoseconds'
    | 'jdbc';
  /** `binary.handling.mode` */
  readonly binary: 'bytes' | 'base64' | 'base64-url-safe' | 'hex';
}

/** What Debezium does if its configuration says nothing. */
export const debeziumHandling: Handling = {
  decimal: 'precise',
  bigintUnsigned: 'long',
  time: 'adaptive_time_microseconds',
  binary: 'bytes',
};

/** What the JDBC source does. */
export const jdbcHandling: Handling = { ...debeziumHandling, time: 'jdbc' };
