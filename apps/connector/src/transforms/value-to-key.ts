import { booleanKey, listKey } from '../config/config-def.ts';
import { DataError } from '../records/data-error.ts';
import type { FieldSchema } from '../records/schema.ts';
import { fieldsOf, oncePerSchema, valueIn } from './record-part.ts';
import { transformClass } from './transform.ts';

const definition = {
  fields: listKey({
    doc: 'Field names on the record value to extract as the record key.',
    importance: 'HIGH',
    check: (names) => (names.length === 0 ? 'Empty list' : undefined),
  }),
  'replace.null.with.default': booleanKey({
    doc: 'Whether the default of a field takes the place of null.',
    default: true,
    importance: 'MEDIUM',
  }),
};

/** Makes a key of fields of the value. */
export const valueToKey = transformClass('ValueToKey', definition, ({ fields: names }) => {
  const keySchemaFrom = oncePerSchema((schema) => ({
    type: 'struct',
    optional: false,
    fields: names.map((name): FieldSchema => {
      const field = schema.fields?.find((each) => each.field === name);
      if (field === undefined) throw new DataError(`Field does not exist: ${name}`);
      return field;
    }),
  }));
  return {
    apply: (record) => {
      const { valueSchema } = record;
      const fields = fieldsOf(record.value, valueSchema, 'copying fields from value to key');
      if (valueSchema === undefined) {
        const key = Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
        return { ...record, keySchema: undefined, key };
      }
      const keySchema = keySchemaFrom(valueSchema);
      const pairs = (keySchema.fields ?? []).map((field) => [field.field, valueIn(fields, field)]);
      return { ...record, keySchema, key: Object.fromEntries(pairs) };
    },
  };
});
