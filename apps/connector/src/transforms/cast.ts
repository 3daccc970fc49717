import { booleanKey, listKey } from '../config/config-def.ts';
import { stringifyJson } from '../converters/json/exact-json.ts';
import { DataError } from '../records/data-error.ts';
import { type FieldSchema, logicalTypes, type Schema, type SchemaType } from '../records/schema.ts';
import { changeFields, oncePerSchema, type Part, partClasses, withFields } from './record-part.ts';
import type { Transform } from './transform.ts';

const types: Readonly<Record<string, SchemaType>> = {
  int8: 'int8',
  int16: 'int16',
  int32: 'int32',
  int64: 'int64',
  float32: 'float',
  float64: 'double',
  boolean: 'boolean',
  string: 'string',
};

const definition = {
  spec: listKey({
    doc: 'Fields and what they become: name:type, separated by commas; or one type for the whole key or value.',
    importance: 'HIGH',
    check: specError,
  }),
  'replace.null.with.default': booleanKey({
    doc: 'Whether the default of a field takes the place of null.',
    default: true,
    importance: 'MEDIUM',
  }),
};

/** Makes values of another type of values. */
export const cast = partClasses('Cast', definition, ({ spec }, part) => {
  const [only = ''] = spec;
  if (!only.includes(':')) return wholeCast(part, types[only.toLowerCase()] ?? 'string');
  const targets = new Map(spec.map((each) => pairOf(each)));
  return changeFields(part, {
    purpose: 'type casting',
    schema: (schema) => ({
      ...withFields(
        schema,
        (schema.fields ?? []).map((field): FieldSchema => {
          const target = targets.get(field.field);
          return target === undefined
            ? field
            : Object.assign(castSchema(field, target), { field: field.field });
        }),
      ),
      optional: schema.optional,
    }),
    fields: (fields, schema) => {
      const changed: Record<string, unknown> = { ...fields };
      for (const [name, target] of targets) {
        const field = schema?.fields?.find((each) => each.field === name);
        if (name in fields || field !== undefined)
          changed[name] = castValue(fields[name] ?? field?.default, field, target);
      }
      return changed;
    },
  });
});

function wholeCast(part: Part, target: SchemaType): Transform {
  const schemaFrom = oncePerSchema((schema) => castSchema(schema, target));
  return {
    apply: (record) => {
      const schema = part.schemaOf(record);
      const value = castValue(part.valueOf(record), schema, target);
      return part.replace(record, schema === undefined ? undefined : schemaFrom(schema), value);
    },
  };
}

function castSchema(schema: Schema, target: SchemaType): Schema {
  const value = schema.default ?? null;
  return {
    type: target,
    optional: schema.optional,
    ...(value === null ? {} : { default: castValue(value, schema, target) }),
  };
}

function castValue(value: unknown, schema: Schema | undefined, target: SchemaType): unknown {
  if (value === null || value === undefined) return null;
  switch (target) {
    case 'string':
      return textOf(value, schema);
    case 'boolean':
      return truthOf(value);
    case 'float':
      return Math.fround(numberOf(value));
    case 'double':
      return numberOf(value);
    default:
      return wholeNumberOf(value, Number(target.slice('int'.length)));
  }
}

const dayMs = 86_400_000;

function textOf(value: unknown, schema: Schema | undefined): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'number') {
    if (schema?.name === logicalTypes.date) return isoTime(value * dayMs).slice(0, 10);
    if (schema?.name === logicalTypes.time) return isoTime(value).slice(11);
    if (schema?.name === logicalTypes.timestamp) return isoTime(value);
    const isFloat = schema?.type === 'float' || schema?.type === 'double';
    return isFloat && Number.isInteger(value) ? `${value}.0` : String(value);
  }
  return stringifyJson(value);
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function truthOf(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.toLowerCase() === 'true';
  return numberOf(value) !== 0;
}

function numberOf(value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (typeof value === 'object' || Number.isNaN(number)) throw notCastable(value);
  return number;
}

/** Numbers that are too large lose their highest bits, as in Java; text has to say a number that fits. */
function wholeNumberOf(value: unknown, bits: number): number | bigint {
  if (typeof value === 'string' && !/^[+-]?\d+$/.test(value)) throw notCastable(value);
  const whole =
    typeof value === 'string' || typeof value === 'bigint'
      ? BigInt(value)
      : BigInt(Math.trunc(Math.max(-(2 ** 63), Math.min(2 ** 63, numberOf(value)))));
  const kept = BigInt.asIntN(bits, whole);
  if (typeof value === 'string' && kept !== whole) throw notCastable(value);
  return Number.isSafeInteger(Number(kept)) ? Number(kept) : kept;
}

function notCastable(value: unknown): DataError {
  return new DataError(`Value (${stringifyJson(value)}) was out of range for requested data type`);
}

function pairOf(spec: string): [string, SchemaType] {
  const colon = spec.lastIndexOf(':');
  return [
    spec.slice(0, colon),
    types[
      spec
        .slice(colon + 1)
        .trim()
        .toLowerCase()
    ] ?? 'string',
  ];
}

function specError(spec: readonly string[]): string | undefined {
  if (spec.length === 0) return 'Must specify at least one field to cast.';
  const unknown = spec
    .map((each) => each.slice(each.lastIndexOf(':') + 1).trim())
    .find((type) => types[type.toLowerCase()] === undefined);
  if (unknown !== undefined)
    return `Invalid type found in casting spec: ${unknown}. There are: ${Object.keys(types).join(', ')}`;
  if (spec.length > 1 && spec.some((each) => !each.includes(':')))
    return 'Cast transformations that specify a type to cast the entire value to may ONLY specify a single cast in their spec';
  return undefined;
}
