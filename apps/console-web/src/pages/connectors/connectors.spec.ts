import type { ConfigKey, ConfigValidation } from '@payments/console-api';
import { describe, expect, it } from 'vitest';
import { readConnectorJson, writeConfig } from './connector-json.ts';
import { configOf, errorsByKey, formGroups } from './plugin-form.ts';

describe('a connector’s file', () => {
  it('is a name with a configuration, or a configuration alone', () => {
    const config = { 'tasks.max': '2', 'flush.size': '1000', exactly: 'true' };
    expect(
      readConnectorJson('{"name":"a","config":{"tasks.max":2,"flush.size":"1000","exactly":true}}'),
    ).toEqual({
      name: 'a',
      config,
      problem: undefined,
    });
    expect(readConnectorJson(writeConfig(config))).toEqual({ name: undefined, config, problem: undefined });
  });

  it('says what is wrong with it', () => {
    expect(readConnectorJson('{').problem).toMatch(/^This is not JSON: /);
    expect(readConnectorJson('[]').problem).toMatch(/^A configuration is an object/);
    expect(readConnectorJson('{"topics":["a"]}').problem).toBe('topics has to be a text, number or boolean.');
  });
});

describe('the form of a plugin', () => {
  const definition = {
    class: 'S3Sink',
    keys: [
      key('connector.class', { isRequired: true }),
      key('url', { isRequired: true, orderInGroup: 2 }),
      key('user', { importance: 'HIGH' }),
      key('tuning', { group: null }),
    ],
  };
  const names = (values: Record<string, string>, withAll: boolean) =>
    formGroups(definition, values, withAll).map(({ name, keys }) => [
      name,
      keys.map((each) => each.name).join(' '),
    ]);

  it('has what is needed, in order, and the rest on request or when it has a value', () => {
    expect(names({}, false)).toEqual([['Database', 'user url']]);
    expect(names({ tuning: '1' }, false)).toEqual([
      ['Database', 'user url'],
      ['Other', 'tuning'],
    ]);
    expect(names({}, true)).toHaveLength(2);
  });

  it('leaves out what is empty, and puts each error at its key', () => {
    expect(configOf('S3Sink', { url: 'x', user: '' })).toEqual({ 'connector.class': 'S3Sink', url: 'x' });
    const validation = {
      keys: [
        { name: 'url', errors: ['One.', 'Two.'] },
        { name: 'user', errors: [] },
      ],
    };
    expect([...errorsByKey(validation as unknown as ConfigValidation)]).toEqual([['url', 'One. Two.']]);
  });
});

function key(name: string, part: Partial<ConfigKey> = {}): ConfigKey {
  return {
    name,
    importance: 'LOW',
    isRequired: false,
    group: 'Database',
    orderInGroup: 1,
    ...part,
  } as ConfigKey;
}
