import type { RawConfig } from '../config/config-def.ts';
import type { DescribedClass } from '../config/described-class.ts';
import { ConfigError, configErrors, type ConfigErrors } from '../config/read-config.ts';
import type { ConnectRecord } from '../records/connect-record.ts';
import { type Predicate, predicateClasses } from './predicates/predicates.ts';
import { transformClasses as transforms } from './transform-classes.ts';
import type { Transform } from './transform.ts';

/** The transforms of a connector, one after the other. */
export interface TransformChain {
  /** True if every record comes out as it went in. */
  readonly isEmpty: boolean;
  /**
   * The record after all of them; undefined if one of them dropped it.
   *
   * @throws DataError if the record is not what a transform needs
   */
  apply<R extends ConnectRecord>(record: R): R | undefined;
}

/** Every transform and predicate there is, for `/connector-plugins`. */
export const transformClasses: readonly DescribedClass[] = [...transforms, ...predicateClasses];

/**
 * Makes what `transforms`, `predicates` and the keys under them describe.
 *
 * @throws ConfigError with what `transformConfigErrors` finds
 */
export function createTransforms(raw: RawConfig): TransformChain {
  const errors = transformConfigErrors(raw);
  if (errors.size > 0) throw new ConfigError(errors);
  const links = aliases(raw, 'transforms').map((alias) => linkOf(raw, `transforms.${alias}.`));
  return {
    isEmpty: links.length === 0,
    apply: (record) => {
      let current: typeof record | undefined = record;
      for (const { transform, isFor } of links) {
        if (isFor !== undefined && !isFor(current)) continue;
        current = transform.apply(current);
        if (current === undefined) return undefined;
      }
      return current;
    },
  };
}

interface Link {
  readonly transform: Transform;
  /** Undefined: for every record. */
  readonly isFor: Predicate | undefined;
}

function linkOf(raw: RawConfig, prefix: string): Link {
  const transform = classOf(transforms, raw[`${prefix}type`])?.create(below(raw, prefix));
  if (transform === undefined) throw new Error(`${prefix}type names no transform.`);
  const name = raw[`${prefix}predicate`]?.trim();
  if (name === undefined) return { transform, isFor: undefined };
  const predicatePrefix = `predicates.${name}.`;
  const predicate = classOf(predicateClasses, raw[`${predicatePrefix}type`])?.create(
    below(raw, predicatePrefix),
  );
  if (predicate === undefined) throw new Error(`${predicatePrefix}type names no predicate.`);
  const isNegated = raw[`${prefix}negate`]?.trim().toLowerCase() === 'true';
  return { transform, isFor: isNegated ? (record) => !predicate(record) : predicate };
}

/** What is wrong with `transforms`, `predicates` and the keys under them. */
export function transformConfigErrors(raw: RawConfig): ConfigErrors {
  const errors = new Map<string, readonly string[]>();
  const predicates = aliases(raw, 'predicates');
  for (const alias of predicates)
    collect(errors, raw, { prefix: `predicates.${alias}.`, classes: predicateClasses });
  for (const alias of aliases(raw, 'transforms')) {
    const prefix = `transforms.${alias}.`;
    collect(errors, raw, { prefix, classes: transforms });
    const predicate = raw[`${prefix}predicate`]?.trim();
    if (predicate !== undefined && !predicates.includes(predicate))
      errors.set(`${prefix}predicate`, [
        `Invalid value ${predicate} for configuration ${prefix}predicate: it is not among predicates`,
      ]);
    if (raw[`${prefix}negate`] !== undefined && predicate === undefined)
      errors.set(`${prefix}negate`, [
        `Invalid value ${raw[`${prefix}negate`]} for configuration ${prefix}negate: there is no ${prefix}predicate to negate`,
      ]);
  }
  return errors;
}

interface Creatable extends DescribedClass {
  readonly create: (raw: RawConfig) => unknown;
}

interface Under {
  readonly prefix: string;
  readonly classes: readonly Creatable[];
}

function collect(errors: Map<string, readonly string[]>, raw: RawConfig, { prefix, classes }: Under): void {
  const type = raw[`${prefix}type`];
  const found = classOf(classes, type);
  if (found === undefined) {
    const names = classes.map(({ className }) => className).join(', ');
    errors.set(`${prefix}type`, [
      type === undefined
        ? `Missing required configuration "${prefix}type" which has no default value.`
        : `Invalid value ${type} for configuration ${prefix}type: Class ${type} could not be found. There are: ${names}`,
    ]);
    return;
  }
  const own = below(raw, prefix);
  const wrong = configErrors(found.configDef, own);
  for (const [key, sentences] of wrong)
    errors.set(
      prefix + key,
      sentences.map((sentence) => sentence.replace(/(configuration "?)(?=[\w.])/, `$1${prefix}`)),
    );
  if (wrong.size > 0) return;
  try {
    found.create(own);
  } catch (error) {
    errors.set(`${prefix}type`, [(error as Error).message]);
  }
}

function classOf<Class extends DescribedClass>(
  classes: readonly Class[],
  name: string | undefined,
): Class | undefined {
  return classes.find(({ className }) => className === name?.trim());
}

function aliases(raw: RawConfig, key: string): readonly string[] {
  const names = (raw[key] ?? '').split(',').map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== '');
}

function below(raw: RawConfig, prefix: string): RawConfig {
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}
