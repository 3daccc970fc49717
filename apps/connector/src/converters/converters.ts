import type { RawConfig } from '../config/config-def.ts';
import type { DescribedClass } from '../config/described-class.ts';
import { ConfigError, configErrors, type ConfigErrors } from '../config/read-config.ts';
import { converterClasses as classes, type ConverterClass, converterClassOf } from './converter-classes.ts';
import type { Converter } from './converter.ts';

export type { Converter, SchemaAndValue } from './converter.ts';

/** Every converter there is, for `/connector-plugins`. */
export const converterClasses: readonly DescribedClass[] = classes;

export interface Converters {
  readonly key: Converter;
  readonly value: Converter;
}

const defaultClass = 'org.apache.kafka.connect.json.JsonConverter';

/**
 * The converters of a connector: those it names with its own `key.converter.*` and `value.converter.*`, else the worker's with the
 * worker's. Where neither says anything: JSON with schemas, as in Kafka Connect.
 *
 * @throws ConfigError with what `converterConfigErrors` finds
 */
export function createConverters(raw: RawConfig, worker: RawConfig = {}): Converters {
  return { key: createOne('key.converter', raw, worker), value: createOne('value.converter', raw, worker) };
}

function createOne(key: string, raw: RawConfig, worker: RawConfig): Converter {
  const source = raw[key] === undefined ? worker : raw;
  const errors = errorsOf(key, source);
  if (errors.size > 0) throw new ConfigError(errors);
  const found = converterClassOf((source[key] ?? defaultClass).trim()) as ConverterClass;
  return found.create(keysBelow(key, source));
}

/** What is wrong with the keys that choose a connector's own converters and belong to them. */
export function converterConfigErrors(raw: RawConfig): ConfigErrors {
  const named = ['key.converter', 'value.converter'].filter((key) => raw[key] !== undefined);
  return new Map(named.flatMap((key) => Array.from(errorsOf(key, raw))));
}

function errorsOf(key: string, raw: RawConfig): ConfigErrors {
  const name = (raw[key] ?? defaultClass).trim();
  const found = converterClassOf(name);
  if (typeof found === 'string')
    return new Map([[key, [`Invalid value ${name} for configuration ${key}: ${found}`]]]);
  const errors = configErrors(found.configDef, keysBelow(key, raw));
  return new Map(
    [...errors].map(([below, sentences]) => [
      `${key}.${below}`,
      sentences.map((sentence) =>
        sentence.replace(`configuration ${below}`, `configuration ${key}.${below}`),
      ),
    ]),
  );
}

function keysBelow(key: string, raw: RawConfig): RawConfig {
  const prefix = `${key}.`;
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}
