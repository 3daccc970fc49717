import { DataError } from '../../records/data-error.ts';
import type { FieldSchema, Schema, SchemaType } from '../../records/schema.ts';
import { decoderOf } from './decode-json.ts';
import { encodedDefault, type EncodeOptions } from './encode-json.ts';

/** A schema as Kafka Connect's JSON converter writes it, member for member in its order. */
export function schemaText(schema: Schema, options: EncodeOptions): string {
  return textOf(schema, undefined, options);
}

function textOf(schema: Schema, field: string | undefined, options: EncodeOptions): string {
  const members = [`"type":"${schema.type}"`];
  if (schema.fields !== undefined)
    members.push(`"fields":[${schema.fields.map((each) => textOf(each, each.field, options)).join(',')}]`);
  if (schema.items !== undefined) members.push(`"items":${textOf(schema.items, undefined, options)}`);
  if (schema.keys !== undefined) members.push(`"keys":${textOf(schema.keys, undefined, options)}`);
  if (schema.values !== undefined) members.push(`"values":${textOf(schema.values, undefined, options)}`);
  members.push(`"optional":${schema.optional}`);
  for (const name of ['name', 'version', 'doc', 'parameters'] as const)
    if (schema[name] !== undefined) members.push(`"${name}":${JSON.stringify(schema[name])}`);
  const value = encodedDefault(schema, options);
  if (value !== undefined) members.push(`"default":${value}`);
  if (field !== undefined) members.push(`"field":${JSON.stringify(field)}`);
  return `{${members.join(',')}}`;
}

const schemaTypes: ReadonlySet<string> = new Set<SchemaType>([
  'int8',
  'int16',
  'int32',
  'int64',
  'float',
  'double',
  'boolean',
  'string',
  'bytes',
  'struct',
  'array',
  'map',
]);

/**
 * The schema that its JSON describes; undefined for null.
 *
 * @throws DataError if it describes none
 */
export function schemaOfJson(json: unknown): Schema | undefined {
  if (json === null || json === undefined) return undefined;
  if (typeof json !== 'object') throw new DataError('A schema is an object with a "type".');
  const { type, optional, name, version, doc, parameters, default: defaultJson } = json as SchemaJson;
  if (typeof type !== 'string') throw new DataError('Schema must contain "type" field.');
  if (!schemaTypes.has(type)) throw new DataError(`Unknown schema type: ${type}`);
  const schema: Schema = {
    type: type as SchemaType,
    optional: optional === true,
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof version === 'number' ? { version } : {}),
    ...(typeof doc === 'string' ? { doc } : {}),
    ...(typeof parameters === 'object' && parameters !== null ? { parameters: textsOf(parameters) } : {}),
    ...partsOf(json, type),
  };
  if (defaultJson === undefined || defaultJson === null) return schema;
  return { ...schema, default: decoderOf(schema, { replaceNullWithDefault: true })(defaultJson) };
}

type SchemaJson = { readonly [name in keyof Schema]?: unknown };

function partsOf(json: SchemaJson, type: string): Pick<Schema, 'fields' | 'items' | 'keys' | 'values'> {
  if (type === 'struct') {
    if (!Array.isArray(json.fields)) throw new DataError('A struct\'s schema has an array "fields".');
    return { fields: json.fields.map(fieldOfJson) };
  }
  if (type === 'array') return { items: part(json.items, 'An array\'s schema has "items".') };
  if (type === 'map') {
    const message = 'A map\'s schema has "keys" and "values".';
    return { keys: part(json.keys, message), values: part(json.values, message) };
  }
  return {};
}

function fieldOfJson(json: unknown): FieldSchema {
  const field = (json as { field?: unknown } | null)?.field;
  if (typeof field !== 'string') throw new DataError("Struct schema's field name not specified properly");
  return { ...part(json, `The field "${field}" has no schema.`), field };
}

function part(json: unknown, message: string): Schema {
  const schema = schemaOfJson(json);
  if (schema === undefined) throw new DataError(message);
  return schema;
}

function textsOf(parameters: object): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
}
