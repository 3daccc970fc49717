import { type ConfigDef, type RawConfig, wordKey } from '../../config/config-def.ts';
import { readConfig } from '../../config/read-config.ts';
import { debeziumHandling, type Handling, jdbcHandling } from '../values/handling.ts';
import type { SourceDialect } from './source-mode.ts';

const group = { group: 'Values', importance: 'MEDIUM' } as const;

const debeziumKeys = {
  'decimal.handling.mode': wordKey(['precise', 'double', 'string'], {
    ...group,
    doc: "DECIMAL as Connect's Decimal (precise), as a floating-point number, which may lose digits (double), or as its digits (string).",
    default: 'precise',
  }),
  'bigint.unsigned.handling.mode': wordKey(['long', 'precise', 'string'], {
    ...group,
    doc: "BIGINT UNSIGNED as a whole number (long; exact in JSON, also beyond 2^63), as Connect's Decimal (precise) or as its digits (string).",
    default: 'long',
  }),
  'time.precision.mode': wordKey(
    ['adaptive_time_microseconds', 'adaptive', 'connect', 'isostring', 'microseconds', 'nanoseconds'],
    { ...group, doc: 'How dates and times are written.', default: 'adaptive_time_microseconds' },
  ),
  'binary.handling.mode': wordKey(['bytes', 'base64', 'base64-url-safe', 'hex'], {
    ...group,
    doc: 'How BINARY, VARBINARY and BLOB are written.',
    default: 'bytes',
  }),
};

const numericMapping = {
  'numeric.mapping': wordKey(['none', 'precision_only', 'best_fit', 'best_fit_eager_double'], {
    ...group,
    doc: "DECIMAL as Connect's Decimal (none), or as a whole or floating-point number where one has room for its digits.",
    default: 'none',
  }),
};

/** The JDBC source has one key for this; the others say more than it can. */
export function handlingKeys(dialect: SourceDialect, isPolled: boolean): ConfigDef {
  if (!isPolled) return debeziumKeys;
  if (dialect !== 'jdbc') return { ...debeziumKeys, ...numericMapping };
  return numericMapping;
}

export function readHandling(dialect: SourceDialect, isPolled: boolean, raw: RawConfig): Handling {
  const mapping = isPolled ? readConfig(numericMapping, raw)['numeric.mapping'] : 'none';
  if (dialect === 'jdbc') return { ...jdbcHandling, decimal: mapping === 'none' ? 'precise' : mapping };
  const values = readConfig(debeziumKeys, raw);
  const time = values['time.precision.mode'];
  return {
    ...debeziumHandling,
    decimal: mapping === 'none' ? values['decimal.handling.mode'] : mapping,
    bigintUnsigned: values['bigint.unsigned.handling.mode'],
    time: time === 'adaptive' ? 'adaptive_time_microseconds' : time,
    binary: values['binary.handling.mode'],
  };
}
