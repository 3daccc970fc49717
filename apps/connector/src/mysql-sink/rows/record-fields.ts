import type { SinkRecord } from '../../records/connect-record.ts';
import { DataError } from '../../records/data-error.ts';
import type { Schema } from '../../records/schema.ts';
import type { SinkSettings } from '../sink-config.ts';

/** What a column is written from. */
export interface RecordField {
  readonly name: string;
  readonly isKey: boolean;
  readonly schema: Schema | undefined;
  readonly read: (record: SinkRecord) => unknown;
}

type Settings = Pick<SinkSettings, 'keyMode' | 'keyFields' | 'fields' | 'isDeleting'>;
type Struct = Readonly<Record<string, unknown>>;

const coordinates = ['__connect_topic', '__connect_partition', '__connect_offset'] as const;

/** Whether the record is to delete the row of its key. */
export function isDeletion(record: SinkRecord, settings: Settings): boolean {
  return settings.isDeleting && isNothing(record.value);
}

/**
 * The fields of a record that are written: those of the key first.
 *
 * @throws DataError if it has not got what the configuration wants
 */
export function recordFields(record: SinkRecord, settings: Settings): readonly RecordField[] {
  const keys = keyFields(record, settings);
  return isDeletion(record, settings) ? keys : [...keys, ...valueFields(record, settings, keys)];
}

function keyFields(record: SinkRecord, settings: Settings): readonly RecordField[] {
  switch (settings.keyMode) {
    case 'none':
      return [];
    case 'kafka':
      return coordinateFields(settings.keyFields);
    case 'record_key':
      return recordKeyFields(record, settings.keyFields);
    case 'record_value':
      requireStruct(record);
      return structFields(record.valueSchema, record.value as Struct, {
        names: settings.keyFields,
        isKey: true,
        structOf: (each) => each.value as Struct,
      });
  }
}

function coordinateFields(names: readonly string[]): readonly RecordField[] {
  const [topic, partition, offset] = names.length === 0 ? coordinates : names;
  const field = (name: string | undefined, type: Schema['type'], read: RecordField['read']): RecordField => ({
    name: name ?? '',
    isKey: true,
    schema: { type, optional: false },
    read,
  });
  return [
    field(topic, 'string', (record) => record.original.topic),
    field(partition, 'int32', (record) => record.partition),
    field(offset, 'int64', (record) => record.offset),
  ];
}

function recordKeyFields(record: SinkRecord, names: readonly string[]): readonly RecordField[] {
  const { key, keySchema } = record;
  if (isNothing(key))
    throw new DataError('pk.mode=record_key wants records with a key, and this one has none.');
  if (isStruct(key, keySchema))
    return structFields(keySchema, key, { names, isKey: true, structOf: (each) => each.key as Struct });
  const [name] = names;
  if (name === undefined || names.length > 1)
    throw new DataError(
      'The key of the record is one value: pk.fields has to name exactly one column for it, ' +
        `and names ${names.length === 0 ? 'none' : names.join(', ')}.`,
    );
  return [{ name, isKey: true, schema: keySchema, read: (each) => each.key }];
}

function valueFields(
  record: SinkRecord,
  settings: Settings,
  keys: readonly RecordField[],
): readonly RecordField[] {
  if (isNothing(record.value) && settings.keyMode === 'record_key')
    throw new DataError(
      'The record has no value, and deletions are not enabled: set delete.enabled=true to delete rows.',
    );
  requireStruct(record);
  const taken = new Set(keys.map(({ name }) => name.toLowerCase()));
  const all = structFields(record.valueSchema, record.value as Struct, {
    names: [],
    isKey: false,
    structOf: (each) => each.value as Struct,
  });
  return all.filter(
    ({ name }) => !taken.has(name.toLowerCase()) && (settings.fields.size === 0 || settings.fields.has(name)),
  );
}

interface FieldsOf {
  /** None: all. */
  readonly names: readonly string[];
  readonly isKey: boolean;
  readonly structOf: (record: SinkRecord) => Struct;
}

function structFields(
  schema: Schema | undefined,
  struct: Struct,
  { names, isKey, structOf }: FieldsOf,
): readonly RecordField[] {
  const all = schema?.fields?.map(({ field }) => field) ?? Object.keys(struct);
  const missing = names.find((name) => !all.includes(name));
  if (missing !== undefined)
    throw new DataError(
      `pk.fields names "${missing}", and the record has only ${all.join(', ') || 'no fields'}.`,
    );
  return (names.length === 0 ? all : names).map((name) => ({
    name,
    isKey,
    schema: schema?.fields?.find(({ field }) => field === name),
    read: (record) => structOf(record)[name],
  }));
}

function requireStruct({ value, valueSchema }: SinkRecord): void {
  if (isNothing(value)) throw new DataError('The record has no value.');
  if (!isStruct(value, valueSchema))
    throw new DataError(
      'The value of the record is no struct and no JSON object, so that it has no fields for columns. ' +
        'Check value.converter, or put it into a field with the transform HoistField.',
    );
}

function isStruct(value: unknown, schema: Schema | undefined): value is Struct {
  if (schema !== undefined && schema.type !== 'struct') return false;
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}
