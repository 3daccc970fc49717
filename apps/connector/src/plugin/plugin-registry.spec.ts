import { describe, expect, it } from 'vitest';
import { stringKey } from '../config/config-def.ts';
import type { SinkPlugin } from './plugin.ts';
import { PluginRegistry } from './plugin-registry.ts';

const bucket: SinkPlugin = {
  type: 'sink',
  name: 'BucketSink',
  classes: ['io.example.BucketSinkConnector', 'io.example.OldConnector'],
  version: '1.2.3',
  configDef: (raw) => ({ 'asked.as': stringKey({ doc: raw['connector.class'] ?? 'nothing', default: '' }) }),
  createTask: () => {
    throw new Error('not asked for here');
  },
};
const registry = new PluginRegistry(
  [bucket],
  [{ className: 'io.example.Router$Value', type: 'transformation', configDef: {} }],
);

describe('plugins', () => {
  it.each([
    'BucketSink',
    'BucketSinkConnector',
    'io.example.BucketSinkConnector',
    'io.example.BucketSink',
    'OldConnector',
    'Old',
    ' io.example.OldConnector ',
  ])('answer to %s', (name) => {
    expect(registry.find(name)).toBe(bucket);
  });

  it.each(['', 'Connector', 'example.Old', 'bucketsink', 'constructor'])('do not answer to "%s"', (name) => {
    expect(() => registry.find(name)).toThrow(
      `Failed to find any class that implements Connector and which name matches ${name}, available connectors are: BucketSink`,
    );
  });

  it('are listed by each of their names, other classes only if asked for', () => {
    const names = ['BucketSink', 'io.example.BucketSinkConnector', 'io.example.OldConnector'];
    expect(registry.connectors().map((each) => each.class)).toEqual(names);
    expect(registry.all().map((each) => each.class)).toEqual([...names, 'io.example.Router$Value']);
  });

  it('give their own keys first, for the class that is asked for, then those of the framework', () => {
    const def = registry.configDef('OldConnector') ?? {};
    expect(Object.keys(def).slice(0, 3)).toEqual(['asked.as', 'name', 'connector.class']);
    expect(def['asked.as']?.doc).toBe('OldConnector');
    expect(registry.configDef('Router$Value')).toEqual({});
    expect(registry.configDef('Nope')).toBeUndefined();
  });
});
