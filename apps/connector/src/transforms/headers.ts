import { listKey, stringKey, wordKey } from '../config/config-def.ts';
import { stringifyJson } from '../converters/json/exact-json.ts';
import { DataError } from '../records/data-error.ts';
import { fieldsOf, oncePerSchema, partClasses, withFields } from './record-part.ts';
import { transformClass } from './transform.ts';

const names = { importance: 'HIGH', check: (list: readonly string[]) => emptyList(list) } as const;

/** Takes headers away. */
export const dropHeaders = transformClass(
  'DropHeaders',
  { headers: listKey({ doc: 'Names of the headers to be removed.', ...names }) },
  (config) => {
    const dropped = new Set(config.headers);
    return {
      apply: (record) => {
        const kept = Object.entries(record.headers).filter(([name]) => !dropped.has(name));
        return { ...record, headers: Object.fromEntries(kept) };
      },
    };
  },
);

/** Adds a header that is always the same. */
export const insertHeader = transformClass(
  'InsertHeader',
  {
    header: stringKey({ doc: 'The name of the header to insert.', importance: 'HIGH' }),
    'value.literal': stringKey({ doc: 'What is in it.', importance: 'HIGH' }),
  },
  (config) => {
    const value = Buffer.from(config['value.literal']);
    return {
      apply: (record) => ({ ...record, headers: { ...record.headers, [config.header]: value } }),
    };
  },
);

const headerFromDefinition = {
  fields: listKey({ doc: 'Field names whose values become headers.', ...names }),
  headers: listKey({ doc: 'The names of these headers, in the same order.', ...names }),
  operation: wordKey(['move', 'copy'], {
    doc: 'Whether the fields go away.',
    importance: 'HIGH',
  }),
};

/** Makes headers of fields: text as it is, all else as JSON. */
export const headerFrom = partClasses('HeaderFrom', headerFromDefinition, (config, part) => {
  const { fields: from, headers: to, operation } = config;
  if (from.length !== to.length)
    throw new Error("'fields' config must have the same number of elements as 'headers' config.");
  const moved = new Set(operation === 'move' ? from : []);
  const schemaFrom = oncePerSchema((schema) =>
    withFields(
      schema,
      (schema.fields ?? []).filter(({ field }) => !moved.has(field)),
    ),
  );
  return {
    apply: (record) => {
      const schema = part.schemaOf(record);
      const fields = fieldsOf(part.valueOf(record), schema, 'header creation');
      const headers: Record<string, Buffer> = { ...record.headers };
      for (const [index, name] of from.entries()) {
        if (schema !== undefined && !schema.fields?.some(({ field }) => field === name))
          throw new DataError(`Unknown field: ${name}`);
        headers[to[index] as string] = bytesOf(fields[name]);
      }
      const kept = Object.fromEntries(Object.entries(fields).filter(([name]) => !moved.has(name)));
      const changed = part.replace(record, schema === undefined ? undefined : schemaFrom(schema), kept);
      return { ...changed, headers };
    },
  };
});

function bytesOf(value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  return Buffer.from(typeof value === 'string' ? value : stringifyJson(value));
}

function emptyList(list: readonly string[]): string | undefined {
  return list.length === 0 ? 'Empty list' : undefined;
}
