import type { ConfigDef, ConfigValues, RawConfig } from '../config/config-def.ts';
import type { DescribedClass } from '../config/described-class.ts';
import { readConfig } from '../config/read-config.ts';
import type { ConnectRecord } from '../records/connect-record.ts';

/** Makes of a record another one, or nothing. */
export interface Transform {
  /** @throws DataError if the record is not what it needs */
  apply<R extends ConnectRecord>(record: R): R | undefined;
}

/** A kind of transform. */
export interface TransformClass extends DescribedClass {
  readonly type: 'transformation';
  /** @throws Error if the keys say something together that cannot be */
  readonly create: (raw: RawConfig) => Transform;
}

/** A transform by its Java class, with its keys and what is made of them. */
export function transformClass<Def extends ConfigDef>(
  className: string,
  configDef: Def,
  make: (config: ConfigValues<Def>) => Transform,
): TransformClass {
  return {
    className: className.includes('.') ? className : `${kafkaPackage}.${className}`,
    type: 'transformation',
    configDef,
    create: (raw) => make(readConfig(configDef, raw)),
  };
}

export const kafkaPackage = 'org.apache.kafka.connect.transforms';
