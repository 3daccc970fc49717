import { booleanKey, type ConfigKey, stringKey } from '../config/config-def.ts';
import type { ConnectRecord, SinkRecord } from '../records/connect-record.ts';
import { DataError } from '../records/data-error.ts';
import { type FieldSchema, logicalTypes, type Schema } from '../records/schema.ts';
import { changeFields, partClasses, withFields } from './record-part.ts';

function fieldKey(doc: string): ConfigKey<string | undefined> {
  return stringKey({
    doc: `${doc} Suffix with ! to make this a required field, or ? to keep it optional (the default).`,
    default: null,
    importance: 'MEDIUM',
  });
}

const definition = {
  'topic.field': fieldKey("Field name for the record's topic."),
  'partition.field': fieldKey("Field name for the record's partition."),
  'offset.field': fieldKey("Field name for the record's offset; of sinks only."),
  'timestamp.field': fieldKey("Field name for the record's timestamp."),
  'static.field': fieldKey('Field name for a value that is always the same.'),
  'static.value': stringKey({ doc: 'That value.', default: null, importance: 'MEDIUM' }),
  'replace.null.with.default': booleanKey({
    doc: 'Whether the default of a field takes the place of null.',
    default: true,
    importance: 'MEDIUM',
  }),
};

interface Insertion {
  readonly field: FieldSchema;
  readonly value: (record: ConnectRecord) => unknown;
}

const timestamp: Schema = { type: 'int64', optional: true, name: logicalTypes.timestamp, version: 1 };

/** Adds what is known of the record, or a fixed value, as a field. */
export const insertField = partClasses('InsertField', definition, (config, part) => {
  const insertions = [
    insertion(config['topic.field'], { type: 'string', optional: true }, (record) => record.topic),
    insertion(config['partition.field'], { type: 'int32', optional: true }, (record) => record.partition),
    insertion(config['offset.field'], { type: 'int64', optional: true }, offsetOf),
    insertion(config['timestamp.field'], timestamp, (record) => record.timestampMs),
    insertion(config['static.field'], { type: 'string', optional: true }, () => config['static.value']),
  ].filter((each) => each !== undefined);
  if (insertions.length === 0) throw new Error('No field insertion configured');
  if (config['static.field'] !== undefined && config['static.value'] === undefined)
    throw new Error('No value specified for static field: static.value');
  return changeFields(part, {
    purpose: 'field insertion',
    schema: (schema) =>
      withFields(schema, [...(schema.fields ?? []), ...insertions.map(({ field }) => field)]),
    fields: (fields, _schema, record) => {
      const added: Record<string, unknown> = { ...fields };
      for (const { field, value } of insertions) {
        added[field.field] = value(record) ?? null;
        if (added[field.field] === null && !field.optional)
          throw new DataError(`The record has nothing for the required field "${field.field}".`);
      }
      return added;
    },
  });
});

function insertion(
  spec: string | undefined,
  schema: Schema,
  value: (record: ConnectRecord) => unknown,
): Insertion | undefined {
  if (spec === undefined) return undefined;
  const [, field = spec, suffix] = /^(.*?)([!?])?$/s.exec(spec) ?? [];
  return { field: { ...schema, optional: suffix !== '!', field }, value };
}

function offsetOf(record: ConnectRecord): number | undefined {
  return (record as Partial<SinkRecord>).offset;
}
