import { type Static, type TObject, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

/** A setting is missing or has a value that cannot be. The message names each variable and is meant for a person. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads settings from the environment. The schema's property names are the variables' names; defaults come from the
 * schema; an empty variable counts as absent.
 *
 * @throws SettingsError naming every variable that is wrong and what it should be
 * @example
 * const settings = readSettings(Type.Object({ PORT: Type.Integer({ default: 3000, minimum: 1 }) }));
 */
export function readSettings<Schema extends TObject>(
  schema: Schema,
  environment: NodeJS.ProcessEnv = process.env,
): Static<Schema> {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(schema.properties)) {
    const value = environment[name];
    if (value !== undefined && value !== '') given[name] = value;
  }
  const settings = Value.Convert(schema, Value.Default(schema, given));
  const compiled = Compile(schema);
  if (compiled.Check(settings)) return settings;

  // One line a variable: the first reason is enough.
  const complaints = new Map<string, string>();
  for (const error of compiled.Errors(settings)) {
    const names = requiredNames(error) ?? [error.instancePath.split('/')[1] ?? ''];
    for (const name of names)
      complaints.set(name, complaint(name, schema.properties[name], environment[name], error.message));
  }
  throw new SettingsError(
    `Settings that cannot be used:\n${[...complaints.values()].map((line) => `  ${line}`).join('\n')}`,
  );
}

function requiredNames(error: { keyword: string; params: object }): string[] | undefined {
  return error.keyword === 'required'
    ? (error.params as { requiredProperties: string[] }).requiredProperties
    : undefined;
}

function complaint(
  name: string,
  schema: TSchema | undefined,
  value: string | undefined,
  why: string,
): string {
  const { description, secret } = (schema ?? {}) as { description?: string; secret?: boolean };
  const is = value === undefined || value === '' ? 'is not set' : secret ? 'is wrong' : `is "${value}"`;
  return `${name} ${is}: ${why}${description === undefined ? '' : ` (${description})`}`;
}
