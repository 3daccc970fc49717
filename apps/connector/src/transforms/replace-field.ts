import { listKey } from '../config/config-def.ts';
import type { FieldSchema } from '../records/schema.ts';
import { changeFields, partClasses, withFields } from './record-part.ts';

const definition = {
  exclude: listKey({ doc: 'Fields to leave out.', default: [], importance: 'MEDIUM' }),
  include: listKey({ doc: 'Fields to keep; none: all.', default: [], importance: 'MEDIUM' }),
  renames: listKey({
    doc: 'New names: old:new, separated by commas.',
    default: [],
    importance: 'MEDIUM',
    check: (pairs) =>
      pairs.every((pair) => /^[^:]+:[^:]+$/.test(pair)) ? undefined : 'must be old:new, separated by commas',
  }),
  blacklist: listKey({ doc: 'What exclude was called before.', default: [], importance: 'LOW' }),
  whitelist: listKey({ doc: 'What include was called before.', default: [], importance: 'LOW' }),
};

/** Leaves out and renames fields. */
export const replaceField = partClasses('ReplaceField', definition, (config, part) => {
  const excluded = new Set([...config.exclude, ...config.blacklist]);
  const included = new Set([...config.include, ...config.whitelist]);
  const renames = new Map(config.renames.map((pair) => pair.split(':') as [string, string]));
  const isKept = (name: string): boolean =>
    !excluded.has(name) && (included.size === 0 || included.has(name));
  const renamed = (name: string): string => renames.get(name) ?? name;
  return changeFields(part, {
    purpose: 'field replacement',
    schema: (schema) =>
      withFields(
        schema,
        (schema.fields ?? [])
          .filter(({ field }) => isKept(field))
          .map((field): FieldSchema => Object.assign({ ...field }, { field: renamed(field.field) })),
      ),
    fields: (fields) => {
      const kept: Record<string, unknown> = {};
      for (const name of Object.keys(fields)) if (isKept(name)) kept[renamed(name)] = fields[name];
      return kept;
    },
  });
});
