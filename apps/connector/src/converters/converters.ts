import type { RawConfig } from '../config/config-def.ts';
import type { DescribedClass } from '../config/described-class.ts';
import type { ConfigErrors } from '../config/read-config.ts';
import type { Converter } from './converter.ts';

export type { Converter, SchemaAndValue } from './converter.ts';

/** Every converter there is, for `/connector-plugins`. */
export const converterClasses: readonly DescribedClass[] = [];

export interface Converters {
  readonly key: Converter;
  readonly value: Converter;
}

/**
 * The converters of a connector: those it names with its own `key.converter.*` and `value.converter.*`, else the worker's with the
 * worker's. Where neither says anything: JSON with schemas, as in Kafka Connect.
 *
 * @throws ConfigError with what `converterConfigErrors` finds
 */
export function createConverters(raw: RawConfig, worker: RawConfig = {}): Converters {
  throw new Error(`Not there yet: ${Object.keys({ ...raw, ...worker }).join()}`);
}

/** What is wrong with the keys that choose converters and belong to them. */
export function converterConfigErrors(_raw: RawConfig): ConfigErrors {
  return new Map();
}
