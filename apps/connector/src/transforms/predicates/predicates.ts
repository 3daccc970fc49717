import { type ConfigDef, type ConfigValues, type RawConfig, stringKey } from '../../config/config-def.ts';
import type { DescribedClass } from '../../config/described-class.ts';
import { readConfig } from '../../config/read-config.ts';
import type { ConnectRecord } from '../../records/connect-record.ts';
import { javaRegex, javaRegexError } from '../java-regex.ts';
import { kafkaPackage } from '../transform.ts';

/** Decides about records. */
export type Predicate = (record: ConnectRecord) => boolean;

/** A kind of predicate. */
export interface PredicateClass extends DescribedClass {
  readonly type: 'predicate';
  readonly create: (raw: RawConfig) => Predicate;
}

/** Every predicate there is. */
export const predicateClasses: readonly PredicateClass[] = [
  predicateClass(
    'TopicNameMatches',
    {
      pattern: stringKey({
        doc: 'A regular expression that the whole topic has to match.',
        importance: 'MEDIUM',
        check: (pattern) => (pattern === '' ? 'String must be non-empty' : javaRegexError(pattern)),
      }),
    },
    ({ pattern }) => {
      const regex = javaRegex(pattern);
      return (record) => regex.matches(record.topic);
    },
  ),
  predicateClass(
    'HasHeaderKey',
    {
      name: stringKey({
        doc: 'The name of the header.',
        importance: 'MEDIUM',
        check: (name) => (name === '' ? 'String must be non-empty' : undefined),
      }),
    },
    ({ name }) =>
      (record) =>
        Object.hasOwn(record.headers, name),
  ),
  predicateClass(
    'RecordIsTombstone',
    {},
    () => (record) => record.value === null || record.value === undefined,
  ),
];

function predicateClass<Def extends ConfigDef>(
  name: string,
  configDef: Def,
  make: (config: ConfigValues<Def>) => Predicate,
): PredicateClass {
  return {
    className: `${kafkaPackage}.predicates.${name}`,
    type: 'predicate',
    configDef,
    create: (raw) => make(readConfig(configDef, raw)),
  };
}
