import { booleanKey, intKey, stringKey } from '../config/config-def.ts';
import type { Schema } from '../records/schema.ts';
import { oncePerSchema, partClasses } from './record-part.ts';

const definition = {
  'schema.name': stringKey({ doc: 'Schema name to set.', default: null, importance: 'HIGH' }),
  'schema.version': intKey({ doc: 'Schema version to set.', default: null, importance: 'HIGH' }),
  'replace.null.with.default': booleanKey({
    doc: 'Whether the default of a field takes the place of null.',
    default: true,
    importance: 'MEDIUM',
  }),
};

/** Names a schema. */
export const setSchemaMetadata = partClasses('SetSchemaMetadata', definition, (config, part) => {
  const name = config['schema.name'];
  const version = config['schema.version'];
  const named = oncePerSchema((schema): Schema => ({
    ...schema,
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
  }));
  return {
    apply: (record) => {
      const schema = part.schemaOf(record);
      return schema === undefined ? record : part.replace(record, named(schema), part.valueOf(record));
    },
  };
});
