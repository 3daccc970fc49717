import type { ConfigDef } from './config-def.ts';

/** A class beside the connectors that a configuration may name, and the keys it takes, as `/connector-plugins` describes it. */
export interface DescribedClass {
  /** Its full Java name. */
  readonly className: string;
  readonly type: 'converter' | 'header_converter' | 'transformation' | 'predicate';
  readonly configDef: ConfigDef;
}
