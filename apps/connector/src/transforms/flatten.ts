import { stringKey } from '../config/config-def.ts';
import type { FieldSchema, Schema } from '../records/schema.ts';
import { changeFields, type Fields, partClasses, withFields } from './record-part.ts';

const definition = {
  delimiter: stringKey({
    doc: 'Goes between the names of a field and of what it was in.',
    default: '.',
    importance: 'MEDIUM',
  }),
};

/** Makes one level of fields of structs in structs. Arrays and maps stay what they are. */
export const flatten = partClasses('Flatten', definition, ({ delimiter }, part) => {
  const nameIn = (prefix: string, name: string): string =>
    prefix === '' ? name : `${prefix}${delimiter}${name}`;

  const flatFields = (schema: Schema, prefix: string, isOptional: boolean): FieldSchema[] =>
    (schema.fields ?? []).flatMap((field) => {
      const optional = isOptional || field.optional;
      const name = nameIn(prefix, field.field);
      return field.type === 'struct'
        ? flatFields(field, name, optional)
        : [Object.assign({ ...field }, { optional, field: name })];
    });

  const flatValue = (fields: Fields, schema: Schema | undefined, into: Flat): void => {
    const names = schema?.fields?.map(({ field }) => field) ?? Object.keys(fields);
    for (const name of names) {
      const field = schema?.fields?.find((each) => each.field === name);
      const value = fields[name] ?? field?.default ?? null;
      const isNested = schema === undefined ? isObject(value) : field?.type === 'struct';
      const flatName = nameIn(into.prefix, name);
      if (isNested) flatValue((value ?? {}) as Fields, field, { ...into, prefix: flatName });
      else into.fields[flatName] = value;
    }
  };

  return changeFields(part, {
    purpose: 'flattening',
    schema: (schema) => withFields(schema, flatFields(schema, '', schema.optional)),
    fields: (fields, schema) => {
      const flat: Flat = { prefix: '', fields: {} };
      flatValue(fields, schema, flat);
      return flat.fields;
    },
  });
});

interface Flat {
  readonly prefix: string;
  readonly fields: Record<string, unknown>;
}

function isObject(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
