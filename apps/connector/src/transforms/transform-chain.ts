import type { RawConfig } from '../config/config-def.ts';
import type { DescribedClass } from '../config/described-class.ts';
import type { ConfigErrors } from '../config/read-config.ts';
import type { ConnectRecord } from '../records/connect-record.ts';

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
export const transformClasses: readonly DescribedClass[] = [];

/**
 * Makes what `transforms`, `predicates` and the keys under them describe.
 *
 * @throws ConfigError with what `transformConfigErrors` finds
 */
export function createTransforms(_raw: RawConfig): TransformChain {
  return { isEmpty: true, apply: (record) => record };
}

/** What is wrong with `transforms`, `predicates` and the keys under them. */
export function transformConfigErrors(_raw: RawConfig): ConfigErrors {
  return new Map();
}
