import type { ConfigDef, ConfigKey, ConfigValues, RawConfig } from './config-def.ts';

/** Sentences on what is wrong, by key. */
export type ConfigErrors = ReadonlyMap<string, readonly string[]>;

/** A configuration that cannot be used, with everything that is wrong with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly errors: ConfigErrors;

  constructor(errors: ConfigErrors) {
    super([...errors.values()].flat().join('\n'));
    this.errors = errors;
  }
}

/**
 * Reads a configuration, as far as it can be judged without asking any server.
 *
 * @throws ConfigError with every error there is
 * @example
 * const config = readConfig({ 'poll.interval.ms': intKey({ doc: 'How often.', default: 5000 }) }, raw);
 * config['poll.interval.ms']; // a number
 */
export function readConfig<Def extends ConfigDef>(def: Def, raw: RawConfig): ConfigValues<Def> {
  const errors = configErrors(def, raw);
  if (errors.size > 0) throw new ConfigError(errors);
  return Object.fromEntries(
    Object.entries(def).map(([name, key]) => [name, readValue(key, raw[name])]),
  ) as ConfigValues<Def>;
}

/** What is wrong with each key's text; empty if nothing is. In Kafka Connect's words where it has some. */
export function configErrors(def: ConfigDef, raw: RawConfig): ConfigErrors {
  const errors = new Map<string, readonly string[]>();
  for (const [name, key] of Object.entries(def)) {
    const error = errorOf(name, key, raw[name]);
    if (error !== undefined) errors.set(name, [error]);
  }
  return errors;
}

function readValue(key: ConfigKey<unknown>, text: string | undefined): unknown {
  return text === undefined ? (key.default ?? undefined) : key.parse(text);
}

function errorOf(name: string, key: ConfigKey<unknown>, text: string | undefined): string | undefined {
  if (text === undefined) {
    return key.default === undefined
      ? `Missing required configuration "${name}" which has no default value.`
      : undefined;
  }
  const shown = key.type === 'PASSWORD' ? '[hidden]' : text;
  try {
    const value = key.parse(text);
    const wrong = key.check?.(value);
    return wrong === undefined ? undefined : `Invalid value ${shown} for configuration ${name}: ${wrong}`;
  } catch (error) {
    return `Invalid value ${shown} for configuration ${name}: ${(error as Error).message}`;
  }
}
