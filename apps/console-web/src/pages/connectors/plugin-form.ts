import type { ConfigKey, ConfigValidation, PluginDefinition } from '@payments/console-api';

export interface FormGroup {
  readonly name: string;
  readonly keys: readonly ConfigKey[];
}

/** What the form gives itself or the connector's name does. */
const keysOfTheForm: ReadonlySet<string> = new Set(['name', 'connector.class']);
const groupOfOthers = 'Other';

/**
 * The keys of a plugin as a form: by group, in their order. What is neither required nor of high importance is left out
 * unless `withAll`, or it has a value.
 */
export function formGroups(
  { keys }: PluginDefinition,
  values: Readonly<Record<string, string>>,
  withAll: boolean,
): FormGroup[] {
  const groups = new Map<string, ConfigKey[]>();
  for (const key of keys) {
    const isWanted = withAll || key.isRequired || key.importance === 'HIGH' || values[key.name] !== undefined;
    if (!isWanted || keysOfTheForm.has(key.name)) continue;
    const name = key.group ?? groupOfOthers;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [key]);
    else group.push(key);
  }
  return [...groups].map(([name, list]) => ({
    name,
    keys: list.toSorted((one, other) => one.orderInGroup - other.orderInGroup),
  }));
}

/** What is wrong with each key. */
export function errorsByKey(validation: ConfigValidation | undefined): ReadonlyMap<string, string> {
  const wrong = (validation?.keys ?? []).filter(({ errors }) => errors.length > 0);
  return new Map(wrong.map(({ name, errors }) => [name, errors.join(' ')]));
}

/** The keys that are filled in, with the plugin's class: a configuration. */
export function configOf(plugin: string, values: Readonly<Record<string, string>>): Record<string, string> {
  const filled = Object.entries(values).filter(([, value]) => value !== '');
  return { 'connector.class': plugin, ...Object.fromEntries(filled) };
}
