import {
  booleanKey,
  classKey,
  type ConfigDef,
  type ConfigKey,
  type RawConfig,
  stringKey,
} from './config-def.ts';
import type { DescribedClass } from './described-class.ts';

/** The keys that a configuration gets by naming transforms and predicates: `transforms.<name>.type` and those of that class. */
export function transformKeys(raw: RawConfig, classes: readonly DescribedClass[]): ConfigDef {
  return {
    ...keysUnder('transforms', raw, classes),
    ...keysUnder('predicates', raw, classes),
  };
}

function keysUnder(
  list: 'transforms' | 'predicates',
  raw: RawConfig,
  classes: readonly DescribedClass[],
): ConfigDef {
  const type = list === 'transforms' ? 'transformation' : 'predicate';
  const keys: Record<string, ConfigKey<unknown>> = {};
  for (const name of namesIn(raw[list])) {
    const prefix = `${list}.${name}.`;
    const group = `${list === 'transforms' ? 'Transforms' : 'Predicates'}: ${name}`;
    Object.assign(keys, { [`${prefix}type`]: typeKey(type, group, classes) });
    if (type === 'transformation') Object.assign(keys, conditionKeys(prefix, group));
    const described = classes.find(
      (each) => each.type === type && each.className === raw[`${prefix}type`]?.trim(),
    );
    for (const [key, definition] of Object.entries(described?.configDef ?? {}))
      keys[prefix + key] = { ...definition, group };
  }
  return keys;
}

function typeKey(
  type: DescribedClass['type'],
  group: string,
  classes: readonly DescribedClass[],
): ConfigKey<string> {
  return classKey({
    doc: `Class of this ${type}.`,
    importance: 'HIGH',
    width: 'LONG',
    group,
    recommended: classes.filter((each) => each.type === type).map(({ className }) => className),
  });
}

function conditionKeys(prefix: string, group: string): ConfigDef {
  return {
    [`${prefix}predicate`]: stringKey({
      doc: 'Name of the predicate that decides which records this transform is for.',
      default: null,
      importance: 'MEDIUM',
      group,
    }),
    [`${prefix}negate`]: booleanKey({
      doc: 'Whether it is for the other records.',
      default: false,
      importance: 'MEDIUM',
      group,
    }),
  };
}

function namesIn(text = ''): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== '');
}
