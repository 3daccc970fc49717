import { logicalTypes, type Schema } from '../../records/schema.ts';

/**
 * What a column of Parquet or a field of Avro is made of: from a record's schema, or from its values if it has none.
 *
 * - JSON's whole numbers are `int64`, others `double`; both in one column are `double`.
 * - Objects are structs with the fields of all of them, in the order in which they first appear; arrays are lists of one type.
 * - Whatever does not fit together, whole numbers beyond 64 bits, empty objects and objects with more than 200 different fields are
 *   `json`: their JSON as text. A text among them stands as JSON writes it, in quotes.
 */
export type ColumnType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'decimal'; readonly scale: number; readonly precision: number }
  | { readonly kind: 'list'; readonly item: ColumnType }
  | { readonly kind: 'struct'; readonly fields: ReadonlyMap<string, ColumnType> };

/** `null`: nothing but null was seen. */
export type ScalarKind =
  | 'null'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'float'
  | 'double'
  | 'string'
  | 'bytes'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'json';

const scalars = Object.fromEntries(
  (
    [
      'null',
      'boolean',
      'int32',
      'int64',
      'float',
      'double',
      'string',
      'bytes',
      'date',
      'time',
      'timestamp',
      'json',
    ] as const
  ).map((kind) => [kind, { kind }]),
) as { readonly [Kind in ScalarKind]: { readonly kind: Kind } };

const maxFields = 200;
const maxInt64 = 9_223_372_036_854_775_807n;
const defaultPrecision = 38;

/** The type of a value, from its schema or, without one, from the value itself. */
export function columnTypeOf(value: unknown, schema: Schema | undefined): ColumnType {
  return schema === undefined ? typeOfValue(value) : typeOfSchema(schema);
}

function typeOfValue(value: unknown): ColumnType {
  if (value === null || value === undefined) return scalars.null;
  if (typeof value === 'boolean') return scalars.boolean;
  if (typeof value === 'string') return scalars.string;
  if (typeof value === 'number') return typeOfNumber(value);
  if (typeof value === 'bigint')
    return value <= maxInt64 && value >= -maxInt64 - 1n ? scalars.int64 : scalars.json;
  if (Buffer.isBuffer(value)) return scalars.bytes;
  if (Array.isArray(value))
    return { kind: 'list', item: value.map(typeOfValue).reduce(mergeTypes, scalars.null) };
  return struct(Object.entries(value).map(([name, field]) => [name, typeOfValue(field)]));
}

function typeOfNumber(value: number): ColumnType {
  return Number.isSafeInteger(value) ? scalars.int64 : scalars.double;
}

function typeOfSchema(schema: Schema): ColumnType {
  const logical = logicalType(schema);
  if (logical !== undefined) return logical;
  switch (schema.type) {
    case 'int8':
    case 'int16':
    case 'int32':
      return scalars.int32;
    case 'array':
      return { kind: 'list', item: schema.items === undefined ? scalars.json : typeOfSchema(schema.items) };
    case 'map':
      return scalars.json;
    case 'struct':
      return struct((schema.fields ?? []).map((field) => [field.field, typeOfSchema(field)]));
    default:
      return scalars[schema.type];
  }
}

function logicalType({ name, parameters = {} }: Schema): ColumnType | undefined {
  const ofTime = name === undefined ? undefined : timeTypes[name];
  if (ofTime !== undefined) return ofTime;
  if (name !== logicalTypes.decimal) return undefined;
  const precision = Number(parameters['connect.decimal.precision'] ?? defaultPrecision);
  return {
    kind: 'decimal',
    scale: Number(parameters['scale'] ?? 0),
    precision: Math.min(precision, defaultPrecision),
  };
}

/** Also those of Debezium whose numbers mean the same. */
const timeTypes: Readonly<Record<string, ColumnType>> = {
  [logicalTypes.date]: scalars.date,
  [logicalTypes.time]: scalars.time,
  [logicalTypes.timestamp]: scalars.timestamp,
  'io.debezium.time.Date': scalars.date,
  'io.debezium.time.Time': scalars.time,
  'io.debezium.time.Timestamp': scalars.timestamp,
};

function struct(fields: readonly (readonly [string, ColumnType])[]): ColumnType {
  return fields.length === 0 || fields.length > maxFields
    ? scalars.json
    : { kind: 'struct', fields: new Map(fields) };
}

/** A type that takes the values of both. The same types in the same order give the same one. */
export function mergeTypes(a: ColumnType, b: ColumnType): ColumnType {
  if (a === b || b.kind === 'null') return a;
  if (a.kind === 'null') return b;
  if (a.kind === 'struct' && b.kind === 'struct') return mergeFields(a.fields, b.fields, a);
  if (a.kind === 'list' && b.kind === 'list') {
    const item = mergeTypes(a.item, b.item);
    return item === a.item ? a : { kind: 'list', item };
  }
  if (a.kind === 'decimal' && b.kind === 'decimal') {
    if (a.scale !== b.scale) return scalars.json;
    return a.precision >= b.precision ? a : b;
  }
  if (a.kind === b.kind) return a;
  return wider[`${a.kind} ${b.kind}`] ?? wider[`${b.kind} ${a.kind}`] ?? scalars.json;
}

const wider: Readonly<Record<string, ColumnType>> = {
  'int32 int64': scalars.int64,
  'int32 float': scalars.double,
  'int32 double': scalars.double,
  'int64 float': scalars.double,
  'int64 double': scalars.double,
  'float double': scalars.double,
};

/** Returns `known` itself if the other has nothing new, as nearly every record of a topic. */
function mergeFields(
  a: ReadonlyMap<string, ColumnType>,
  b: ReadonlyMap<string, ColumnType>,
  known: ColumnType,
): ColumnType {
  let merged: Map<string, ColumnType> | undefined;
  for (const [name, type] of b) {
    const before = a.get(name);
    const both = before === undefined ? type : mergeTypes(before, type);
    if (both !== before) (merged ??= new Map(a)).set(name, both);
  }
  if (merged === undefined) return known;
  return merged.size > maxFields ? scalars.json : { kind: 'struct', fields: merged };
}
