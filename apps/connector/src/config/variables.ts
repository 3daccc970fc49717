import type { RawConfig } from './config-def.ts';
import { type ConfigErrors, ConfigError } from './read-config.ts';
import { type VariableBounds, variableBounds, VariableSources } from './variable-sources.service.ts';

/** What a variable stands for: `${env:NAME}`, or `${file:/folder/file.properties:key}`. */
export interface Variable {
  /** As it stands in the configuration. */
  readonly text: string;
  readonly source: 'env' | 'file';
  /** Of a file. */
  readonly path: string;
  readonly name: string;
}

/** A configuration with what its variables stand for, and which of those values nobody is to see. */
export interface ResolvedConfig {
  readonly config: RawConfig;
  /** What the variables stood for, each with the text in whose place it came. */
  readonly values: ReadonlyMap<string, string>;
}

const pattern = /\$\{(env|file):(?:([^}]*):)?([^}:]*)\}/g;

/**
 * Puts in place what the variables of a configuration stand for. Call it at the last moment, and show the result to nobody. Other
 * things in `${…}`, for example `${topic}`, stay as they are.
 *
 * @throws ConfigError that names each variable which cannot be resolved, by key
 */
export async function resolveVariables(
  raw: RawConfig,
  bounds: VariableBounds = variableBounds(),
): Promise<RawConfig> {
  return (await resolveConfig(raw, bounds)).config;
}

/** The same, and what the values were, so that messages can be rid of them. */
export async function resolveConfig(
  raw: RawConfig,
  bounds: VariableBounds = variableBounds(),
): Promise<ResolvedConfig> {
  const sources = new VariableSources(bounds);
  const errors = new Map<string, readonly string[]>();
  const values = new Map<string, string>();
  for (const [key, text] of Object.entries(raw)) {
    for (const variable of variablesIn(text)) {
      try {
        values.set(variable.text, await sources.read(variable));
      } catch (error) {
        errors.set(key, [...(errors.get(key) ?? []), `${key}: ${variable.text} ${(error as Error).message}`]);
      }
    }
  }
  if (errors.size > 0) throw new ConfigError(errors satisfies ConfigErrors);
  const config = Object.fromEntries(
    Object.entries(raw).map(([key, text]) => [
      key,
      text.replaceAll(pattern, (variable) => values.get(variable) ?? variable),
    ]),
  );
  return { config, values };
}

/** The variables in a value, in order. */
export function variablesIn(text: string): readonly Variable[] {
  return [...text.matchAll(pattern)].map(([whole, source, path = '', name = '']) => ({
    text: whole,
    source: source as Variable['source'],
    path,
    name,
  }));
}
