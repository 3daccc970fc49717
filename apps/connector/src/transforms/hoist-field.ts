import { stringKey } from '../config/config-def.ts';
import { oncePerSchema, partClasses } from './record-part.ts';

const definition = {
  field: stringKey({ doc: 'Field name for the single field that will be created.', importance: 'MEDIUM' }),
};

/** Puts the whole into a field of a struct. */
export const hoistField = partClasses('HoistField', definition, ({ field }, part) => {
  const schemaFrom = oncePerSchema((schema) => ({
    type: 'struct',
    optional: false,
    fields: [{ ...schema, field }],
  }));
  return {
    apply: (record) => {
      const schema = part.schemaOf(record);
      const value = { [field]: part.valueOf(record) ?? null };
      return part.replace(record, schema === undefined ? undefined : schemaFrom(schema), value);
    },
  };
});
