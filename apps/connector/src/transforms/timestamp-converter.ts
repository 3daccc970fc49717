import { booleanKey, stringKey, wordKey } from '../config/config-def.ts';
import { DataError } from '../records/data-error.ts';
import { type FieldSchema, logicalTypes, type Schema } from '../records/schema.ts';
import { type DateFormat, dateFormat } from './date-format.ts';
import { changeFields, oncePerSchema, type Part, partClasses, withFields } from './record-part.ts';
import type { Transform } from './transform.ts';

const perMillisecond = {
  seconds: 0.001,
  milliseconds: 1,
  microseconds: 1_000,
  nanoseconds: 1_000_000,
} as const;
type Precision = keyof typeof perMillisecond;

const definition = {
  field: stringKey({
    doc: 'The field with the timestamp; empty: the whole key or value.',
    default: '',
    importance: 'HIGH',
  }),
  'target.type': wordKey(['string', 'unix', 'Date', 'Time', 'Timestamp'], {
    doc: 'What the timestamp becomes.',
    importance: 'HIGH',
  }),
  format: stringKey({
    doc: 'How a timestamp stands in a string: a pattern of SimpleDateFormat.',
    default: '',
    importance: 'MEDIUM',
    check: formatError,
  }),
  'unix.precision': wordKey(Object.keys(perMillisecond) as Precision[], {
    doc: 'In what a number counts since the epoch.',
    default: 'milliseconds',
    importance: 'LOW',
  }),
  'replace.null.with.default': booleanKey({
    doc: 'Whether the default of a field takes the place of null.',
    default: true,
    importance: 'MEDIUM',
  }),
};

type Target = 'string' | 'unix' | 'Date' | 'Time' | 'Timestamp';

interface Conversion {
  readonly target: Target;
  readonly precision: Precision;
  readonly format: DateFormat | undefined;
}

/** Makes one form of a timestamp of another. */
export const timestampConverter = partClasses('TimestampConverter', definition, (config, part) => {
  const conversion: Conversion = {
    target: config['target.type'],
    precision: config['unix.precision'],
    format: config.format === '' ? undefined : dateFormat(config.format),
  };
  if (conversion.target === 'string' && conversion.format === undefined)
    throw new Error('TimestampConverter requires format option to be specified when using string timestamps');
  return config.field === ''
    ? wholeConverter(part, conversion)
    : fieldConverter(part, config.field, conversion);
});

function wholeConverter(part: Part, conversion: Conversion): Transform {
  const schemaFrom = oncePerSchema((schema) => targetSchema(conversion.target, schema.optional));
  return {
    apply: (record) => {
      const schema = part.schemaOf(record);
      const value = converted(part.valueOf(record), schema, conversion);
      return part.replace(record, schema === undefined ? undefined : schemaFrom(schema), value);
    },
  };
}

function fieldConverter(part: Part, name: string, conversion: Conversion): Transform {
  return changeFields(part, {
    purpose: 'converting timestamp formats',
    schema: (schema) =>
      withFields(
        schema,
        (schema.fields ?? []).map((field): FieldSchema =>
          field.field === name
            ? Object.assign(targetSchema(conversion.target, field.optional), { field: name })
            : field,
        ),
      ),
    fields: (fields, schema) => {
      const field = schema?.fields?.find((each) => each.field === name);
      if (schema !== undefined && field === undefined) return fields;
      return { ...fields, [name]: converted(fields[name] ?? field?.default, field, conversion) };
    },
  });
}

function targetSchema(target: Target, optional: boolean): Schema {
  switch (target) {
    case 'string':
      return { type: 'string', optional };
    case 'unix':
      return { type: 'int64', optional };
    case 'Date':
      return { type: 'int32', optional, name: logicalTypes.date, version: 1 };
    case 'Time':
      return { type: 'int32', optional, name: logicalTypes.time, version: 1 };
    case 'Timestamp':
      return { type: 'int64', optional, name: logicalTypes.timestamp, version: 1 };
  }
}

const dayMs = 86_400_000;

function converted(value: unknown, schema: Schema | undefined, conversion: Conversion): unknown {
  if (value === null || value === undefined) return null;
  const instant = instantOf(value, schema, conversion);
  switch (conversion.target) {
    case 'string':
      return conversion.format?.format(instant);
    case 'unix':
      return unixOf(instant, conversion.precision);
    case 'Date':
      return Math.floor(instant / dayMs);
    case 'Time':
      return instant - Math.floor(instant / dayMs) * dayMs;
    case 'Timestamp':
      return instant;
  }
}

function instantOf(value: unknown, schema: Schema | undefined, { format, precision }: Conversion): number {
  if (typeof value === 'string') {
    if (format === undefined)
      throw new DataError(
        'TimestampConverter requires format option to be specified when using string timestamps',
      );
    return format.parse(value);
  }
  if (typeof value !== 'number' && typeof value !== 'bigint')
    throw new DataError(
      `TimestampConverter does not support ${schema?.type ?? typeof value} objects as timestamps`,
    );
  if (schema?.name === logicalTypes.date) return Number(value) * dayMs;
  if (schema?.name === logicalTypes.time || schema?.name === logicalTypes.timestamp) return Number(value);
  if (schema !== undefined && schema.type !== 'int64')
    throw new DataError(`Schema ${schema.type} does not correspond to a known timestamp type format`);
  return Math.floor(Number(value) / perMillisecond[precision]);
}

function unixOf(instant: number, precision: Precision): number | bigint {
  if (precision === 'nanoseconds') return BigInt(instant) * BigInt(perMillisecond.nanoseconds);
  return Math.floor(instant * perMillisecond[precision]);
}

function formatError(pattern: string): string | undefined {
  try {
    dateFormat(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
