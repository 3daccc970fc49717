import type { ConfigDef, ConfigKey, RawConfig } from './config-def.ts';
import type { ConfigErrors } from './read-config.ts';
import { hideSecret } from './secrets.ts';

/** `ConfigKeyInfo` of Kafka Connect: what is said of a key. */
export interface ConfigKeyInfo {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default_value: string | null;
  readonly importance: string;
  readonly documentation: string;
  readonly group: string | null;
  readonly width: string;
  readonly display_name: string;
  readonly dependents: readonly string[];
  /** Within its group, from 1; -1 without one. */
  readonly order_in_group: number;
  /** The same, by the name it had before Kafka 4.2 and that clients still ask for. */
  readonly order: number;
}

/** `ConfigValueInfo`: what a configuration says for a key, and what is wrong with that. */
export interface ConfigValueInfo {
  readonly name: string;
  readonly value: string | null;
  readonly recommended_values: readonly string[];
  readonly errors: readonly string[];
  readonly visible: boolean;
}

/** `ConfigInfos`: the answer of a validation. */
export interface ConfigInfos {
  readonly name: string;
  readonly error_count: number;
  readonly groups: readonly string[];
  readonly configs: readonly { readonly definition: ConfigKeyInfo; readonly value: ConfigValueInfo }[];
}

export interface ConfigCheck {
  /** The class as it was asked for. */
  readonly name: string;
  readonly def: ConfigDef;
  readonly raw: RawConfig;
  readonly errors: ConfigErrors;
}

/** What a validation answers. Errors on keys that no definition knows, an unresolved variable for example, get a line of their own. */
export function configInfos({ name, def, raw, errors }: ConfigCheck): ConfigInfos {
  const undefinedKeys = [...errors.keys()].filter((key) => !Object.hasOwn(def, key));
  const definitions = [...configKeyInfos(def), ...undefinedKeys.map(unknownKeyInfo)];
  return {
    name,
    error_count: [...errors.values()].flat().length,
    groups: groupsOf(def),
    configs: definitions.map((definition) => ({
      definition,
      value: {
        name: definition.name,
        value: shownValue(definition, def, raw),
        recommended_values: def[definition.name]?.recommended ?? [],
        errors: errors.get(definition.name) ?? [],
        visible: true,
      },
    })),
  };
}

/** Every key of a definition, in its order. */
export function configKeyInfos(def: ConfigDef): readonly ConfigKeyInfo[] {
  const inGroup = new Map<string, number>();
  return Object.entries(def).map(([name, key]) => {
    const order = key.group === undefined ? -1 : (inGroup.get(key.group) ?? 0) + 1;
    if (key.group !== undefined) inGroup.set(key.group, order);
    return keyInfo(name, key, order);
  });
}

/** A value as it stands in a configuration. */
export function configText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function keyInfo(name: string, key: ConfigKey<unknown>, order: number): ConfigKeyInfo {
  return {
    name,
    type: key.type,
    required: key.default === undefined,
    default_value: hiddenDefault(name, configText(key.default), key),
    importance: key.importance ?? 'MEDIUM',
    documentation: key.doc,
    group: key.group ?? null,
    width: key.width ?? 'NONE',
    display_name: key.displayName ?? name,
    dependents: key.dependents ?? [],
    order_in_group: order,
    order,
  };
}

function hiddenDefault(name: string, text: string | null, key: ConfigKey<unknown>): string | null {
  return text === null ? null : hideSecret(name, text, { [name]: key });
}

function unknownKeyInfo(name: string): ConfigKeyInfo {
  return {
    name,
    type: 'STRING',
    required: false,
    default_value: null,
    importance: 'LOW',
    documentation: '',
    group: null,
    width: 'NONE',
    display_name: name,
    dependents: [],
    order_in_group: -1,
    order: -1,
  };
}

function shownValue({ name, default_value }: ConfigKeyInfo, def: ConfigDef, raw: RawConfig): string | null {
  const text = raw[name];
  return text === undefined ? default_value : hideSecret(name, text, def);
}

function groupsOf(def: ConfigDef): readonly string[] {
  return [...new Set(Object.values(def).flatMap(({ group }) => group ?? []))];
}
