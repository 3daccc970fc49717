import { describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import type { ConnectRecord } from '../records/connect-record.ts';
import { createTransforms, transformConfigErrors } from './transform-chain.ts';

const plain: ConnectRecord = {
  topic: 'dbserver1.inventory.customers',
  partition: 3,
  keySchema: undefined,
  key: null,
  valueSchema: undefined,
  value: { id: 7 },
  headers: {},
  timestampMs: undefined,
};
const tombstone = { ...plain, value: null };

/** A filter for the records that the predicate `p` names. */
function dropping(predicate: RawConfig, negate = 'false'): RawConfig {
  return {
    transforms: 'drop',
    'transforms.drop.type': 'org.apache.kafka.connect.transforms.Filter',
    'transforms.drop.predicate': 'p',
    'transforms.drop.negate': negate,
    predicates: 'p',
    ...predicate,
  };
}

describe('predicates', () => {
  const type = 'org.apache.kafka.connect.transforms.predicates.';

  it('decide which records a transform is for', () => {
    const isTombstone = { 'predicates.p.type': `${type}RecordIsTombstone` };
    expect(createTransforms(dropping(isTombstone)).apply(tombstone)).toBeUndefined();
    expect(createTransforms(dropping(isTombstone)).apply(plain)).toBe(plain);
    expect(createTransforms(dropping(isTombstone, 'true')).apply(plain)).toBeUndefined();
    const matches = { 'predicates.p.type': `${type}TopicNameMatches`, 'predicates.p.pattern': 'dbserver1' };
    expect(createTransforms(dropping(matches)).apply(plain)).toBe(plain);
    const hasHeader = { 'predicates.p.type': `${type}HasHeaderKey`, 'predicates.p.name': 'h' };
    expect(
      createTransforms(dropping(hasHeader)).apply({ ...plain, headers: { h: Buffer.from('') } }),
    ).toBeUndefined();
  });
});

describe('the configuration of transforms', () => {
  it.each<[RawConfig, string, string]>([
    [{ transforms: 'a' }, 'transforms.a.type', 'Missing required configuration "transforms.a.type"'],
    [{ transforms: 'a', 'transforms.a.type': 'x.Y' }, 'transforms.a.type', 'Class x.Y could not be found'],
    [
      { transforms: 'a', 'transforms.a.type': 'org.apache.kafka.connect.transforms.ValueToKey' },
      'transforms.a.fields',
      'Missing required configuration "transforms.a.fields"',
    ],
    [
      {
        transforms: 'a',
        'transforms.a.type': 'org.apache.kafka.connect.transforms.Filter',
        'transforms.a.predicate': 'p',
      },
      'transforms.a.predicate',
      'it is not among predicates',
    ],
    [
      { transforms: 'a', 'transforms.a.type': 'org.apache.kafka.connect.transforms.InsertField$Key' },
      'transforms.a.type',
      'No field insertion configured',
    ],
    [
      {
        transforms: 'a',
        'transforms.a.type': 'org.apache.kafka.connect.transforms.RegexRouter',
        'transforms.a.regex': '(',
        'transforms.a.replacement': '',
      },
      'transforms.a.regex',
      'configuration transforms.a.regex',
    ],
  ])('is refused: %o', (raw, key, message) => {
    expect(transformConfigErrors(raw).get(key)?.join()).toContain(message);
    expect(() => createTransforms(raw)).toThrow(message);
  });

  it('may be empty', () => {
    const chain = createTransforms({});
    expect(chain.isEmpty).toBe(true);
    expect(chain.apply(plain)).toBe(plain);
  });
});
