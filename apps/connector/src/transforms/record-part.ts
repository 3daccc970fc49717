import type { ConfigDef, ConfigValues } from '../config/config-def.ts';
import type { ConnectRecord } from '../records/connect-record.ts';
import { DataError } from '../records/data-error.ts';
import type { FieldSchema, Schema } from '../records/schema.ts';
import { type Transform, transformClass, type TransformClass } from './transform.ts';

/** A struct, or what stands for one where there is no schema. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a transform has to do with: the key of a record, or its value. */
export interface Part {
  readonly name: 'key' | 'value';
  readonly schemaOf: (record: ConnectRecord) => Schema | undefined;
  readonly valueOf: (record: ConnectRecord) => unknown;
  readonly replace: <R extends ConnectRecord>(record: R, schema: Schema | undefined, value: unknown) => R;
}

const keyPart: Part = {
  name: 'key',
  schemaOf: (record) => record.keySchema,
  valueOf: (record) => record.key,
  replace: (record, keySchema, key) => ({ ...record, keySchema, key }),
};

const valuePart: Part = {
  name: 'value',
  schemaOf: (record) => record.valueSchema,
  valueOf: (record) => record.value,
  replace: (record, valueSchema, value) => ({ ...record, valueSchema, value }),
};

/** The two classes of a transform that works on keys or on values: `Name$Key` and `Name$Value`. */
export function partClasses<Def extends ConfigDef>(
  name: string,
  configDef: Def,
  make: (config: ConfigValues<Def>, part: Part) => Transform,
): readonly TransformClass[] {
  return [
    transformClass(`${name}$Key`, configDef, (config) => make(config, keyPart)),
    transformClass(`${name}$Value`, configDef, (config) => make(config, valuePart)),
  ];
}

export interface FieldsChange {
  /** For the error's sake: `field insertion`. */
  readonly purpose: string;
  /** What becomes of a struct's schema; asked once for each. */
  readonly schema: (schema: Schema) => Schema;
  /** What becomes of a struct, and of an object that has no schema. */
  readonly fields: (fields: Fields, schema: Schema | undefined, record: ConnectRecord) => Fields;
}

/** A transform that changes fields. Where there is no key or value at all, for example in a tombstone, it changes nothing. */
export function changeFields(part: Part, change: FieldsChange): Transform {
  const schemaFrom = oncePerSchema(change.schema);
  return {
    apply: (record) => {
      const schema = part.schemaOf(record);
      const value = part.valueOf(record);
      if (value === null || value === undefined) return record;
      const fields = change.fields(fieldsOf(value, schema, change.purpose), schema, record);
      return part.replace(record, schema === undefined ? undefined : schemaFrom(schema), fields);
    },
  };
}

/** Schemas are known by their identity: what is derived from one is derived once. */
export function oncePerSchema(derive: (schema: Schema) => Schema): (schema: Schema) => Schema {
  const derived = new WeakMap<Schema, Schema>();
  return (schema) => {
    let result = derived.get(schema);
    if (result === undefined) derived.set(schema, (result = derive(schema)));
    return result;
  };
}

/** @throws DataError in Kafka Connect's words */
export function fieldsOf(value: unknown, schema: Schema | undefined, purpose: string): Fields {
  const isObject =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    (schema === undefined || schema.type === 'struct');
  if (isObject) return value as Fields;
  throw new DataError(
    schema === undefined
      ? `Only Map objects supported in absence of schema for [${purpose}], found: ${nameOf(value)}`
      : `Only Struct objects supported for [${purpose}], found: ${schema.type}`,
  );
}

/** A struct's schema with other fields: its name, version, doc and parameters stay. */
export function withFields(schema: Schema, fields: readonly FieldSchema[]): Schema {
  const { name, version, doc, parameters } = schema;
  return {
    type: 'struct',
    optional: false,
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(doc === undefined ? {} : { doc }),
    ...(parameters === undefined ? {} : { parameters }),
    fields,
  };
}

/** A field's value, or its default in the place of null. */
export function valueIn(fields: Fields, field: FieldSchema): unknown {
  return fields[field.field] ?? field.default ?? null;
}

/** A field's schema as one that stands alone. */
export function schemaOfField({ field: _field, ...schema }: FieldSchema): Schema {
  return schema;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return value instanceof Uint8Array ? 'bytes' : typeof value;
}
