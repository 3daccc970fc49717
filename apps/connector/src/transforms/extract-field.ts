import { booleanKey, stringKey, wordKey } from '../config/config-def.ts';
import { DataError } from '../records/data-error.ts';
import type { FieldSchema } from '../records/schema.ts';
import { fieldsOf, oncePerSchema, partClasses, schemaOfField } from './record-part.ts';

const definition = {
  field: stringKey({ doc: 'Field name to extract.', importance: 'MEDIUM' }),
  'field.syntax.version': wordKey(['V1'], {
    doc: 'V1: a name is a name. Paths with dots (V2) are not supported.',
    default: 'V1',
    importance: 'HIGH',
  }),
  'replace.null.with.default': booleanKey({
    doc: 'Whether the default of the field takes the place of null.',
    default: true,
    importance: 'MEDIUM',
  }),
};

/** Puts one field in the place of the whole. */
export const extractField = partClasses('ExtractField', definition, (config, part) => {
  const schemaFrom = oncePerSchema((schema) => {
    const field = schema.fields?.find((each) => each.field === config.field);
    if (field === undefined) throw new DataError(`Unknown field: ${config.field}`);
    return schemaOfField(field);
  });
  return {
    apply: (record) => {
      const schema = part.schemaOf(record);
      const value = part.valueOf(record) ?? null;
      const extracted = value === null ? null : fieldsOf(value, schema, 'field extraction')[config.field];
      if (schema === undefined) return part.replace(record, undefined, extracted ?? null);
      const fieldSchema = schemaFrom(schema);
      const filler =
        value !== null && config['replace.null.with.default'] ? (fieldSchema as FieldSchema).default : null;
      return part.replace(record, fieldSchema, extracted ?? filler ?? null);
    },
  };
});
