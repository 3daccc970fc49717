import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SourcePlugin } from '../plugin/plugin.ts';
import { PluginRegistry } from '../plugin/plugin-registry.ts';
import { transformClasses } from '../transforms/transform-chain.ts';
import type { RawConfig } from './config-def.ts';
import { intKey, passwordKey, stringKey } from './config-def.ts';
import { ConfigValidation } from './config-validation.service.ts';
import { InvalidConfigError } from './config.errors.ts';
import type { ConfigErrors } from './read-config.ts';

const good = { 'connector.class': 'Shop', name: 'shop', host: 'db' };

function validationOf(
  validate?: (raw: RawConfig, signal: AbortSignal) => Promise<ConfigErrors>,
): ConfigValidation {
  const shop: SourcePlugin = {
    type: 'source',
    name: 'Shop',
    classes: ['io.example.ShopConnector'],
    version: '1',
    configDef: () => ({
      host: stringKey({ doc: 'Where.', group: 'Shop', recommended: ['db', 'db-2'] }),
      port: intKey({ doc: 'Which.', group: 'Shop', default: 3306 }),
      password: passwordKey({ doc: 'Secret.', default: null }),
    }),
    taskConfigs: async () => [],
    createTask: () => {
      throw new Error('not asked for here');
    },
    ...(validate === undefined ? {} : { validate }),
  };
  return new ConfigValidation(new PluginRegistry([shop], transformClasses));
}

async function errorsOf(
  validation: ConfigValidation,
  raw: RawConfig,
): Promise<Record<string, readonly string[]>> {
  const { configs } = await validation.validate(raw);
  return Object.fromEntries(
    configs.filter(({ value }) => value.errors.length > 0).map(({ value }) => [value.name, value.errors]),
  );
}

beforeEach(() => {
  process.env['CONNECTOR_SECRET_HOST'] = 'hidden-host';
});
afterEach(() => {
  delete process.env['CONNECTOR_SECRET_HOST'];
  vi.useRealTimers();
});

describe('a validation', () => {
  it('says of each key what it is, what it holds and what is wrong with it', async () => {
    const infos = await validationOf().validate({ ...good, port: 'many' });
    expect(infos).toMatchObject({ name: 'Shop', error_count: 1 });
    expect(infos.groups.slice(-1)).toEqual(['Shop']);
    expect(infos.configs.find(({ value }) => value.name === 'port')).toEqual({
      definition: {
        name: 'port',
        type: 'INT',
        required: false,
        default_value: '3306',
        importance: 'MEDIUM',
        documentation: 'Which.',
        group: 'Shop',
        width: 'NONE',
        display_name: 'port',
        dependents: [],
        order_in_group: 2,
        order: 2,
      },
      value: {
        name: 'port',
        value: 'many',
        recommended_values: [],
        errors: [expect.stringContaining('Invalid value many for configuration port: ')],
        visible: true,
      },
    });
  });

  it('shows no secret, neither as a value nor in an error', async () => {
    const validation = validationOf(async (raw) => new Map([['host', [`no entry with ${raw['password']}`]]]));
    const text = JSON.stringify(await validation.validate({ ...good, password: 'hunter2' }));
    expect(text).toContain('no entry with [hidden]');
    expect(text).not.toContain('hunter2');
  });

  it('looks into variables, and shows them as they stand', async () => {
    const asked: RawConfig[] = [];
    const validation = validationOf(async (raw) => {
      asked.push(raw);
      return new Map([['host', [`Nobody at ${raw['host']}:${raw['port']}`]]]);
    });
    const raw = { ...good, host: '${env:CONNECTOR_SECRET_HOST}' };
    const infos = await validation.validate(raw);
    expect(asked[0]?.['host']).toBe('hidden-host');
    expect(JSON.stringify(infos)).not.toContain('hidden-host');
    expect(await errorsOf(validation, raw)).toEqual({
      host: ['Nobody at ${env:CONNECTOR_SECRET_HOST}:undefined'],
    });
  });

  it('names a variable that cannot be resolved, and a secret that was lost', async () => {
    expect(await errorsOf(validationOf(), { ...good, host: '${env:PATH}' })).toEqual({
      host: [expect.stringContaining('host: ${env:PATH} may not be read')],
    });
    expect(await errorsOf(validationOf(), { ...good, password: '[hidden]' })).toEqual({
      password: [expect.stringContaining('this is what a hidden secret looks like')],
    });
  });

  it('knows the keys of transforms, and what is wrong with them once', async () => {
    const raw = {
      ...good,
      transforms: 'route',
      'transforms.route.type': 'org.apache.kafka.connect.transforms.RegexRouter',
      'transforms.route.regex': '.*',
    };
    const infos = await validationOf().validate(raw);
    expect(infos.groups).toContain('Transforms: route');
    expect(infos.configs.map(({ value }) => value.name)).toContain('transforms.route.replacement');
    expect(Object.keys(await errorsOf(validationOf(), raw))).toEqual(['transforms.route.replacement']);
    expect(infos.error_count).toBe(1);
  });

  it('accepts keys that nobody knows', async () => {
    expect(await errorsOf(validationOf(), { ...good, 'some.other.key': '1' })).toEqual({});
  });

  it('of no class, or an unknown one, is refused', async () => {
    await expect(validationOf().validate({ name: 'x' })).rejects.toThrow(
      'Connector config {name=x} contains no connector type',
    );
    await expect(validationOf().validate({ 'connector.class': 'Nope' })).rejects.toThrow(
      'Failed to find any class that implements Connector and which name matches Nope',
    );
  });

  it('becomes the message that Kafka Connect has for it', async () => {
    const infos = await validationOf().validate({ 'connector.class': 'Shop', name: 'x', port: 'y' });
    expect(new InvalidConfigError(infos).message).toBe(
      [
        'Connector configuration is invalid and contains the following 2 error(s):',
        'Missing required configuration "host" which has no default value.',
        'Invalid value y for configuration port: must be a whole number between -2147483647 and 2147483647',
        'You can also find the above list of errors at the endpoint `/connector-plugins/{connectorType}/config/validate`',
      ].join('\n'),
    );
  });
});

describe('asking the servers of a configuration', () => {
  it('is done only if nothing is wrong already', async () => {
    const ask = vi.fn<() => Promise<ConfigErrors>>(async () => new Map());
    await validationOf(ask).validate({ ...good, port: 'many' });
    expect(ask).not.toHaveBeenCalled();
    await validationOf(ask).validate(good);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('is done once for all who want to know the same at the same time', async () => {
    const ask = vi.fn<() => Promise<ConfigErrors>>(async () => new Map());
    const validation = validationOf(ask);
    await Promise.all(
      [good, { ...good }, { name: 'shop', host: 'db', 'connector.class': 'Shop' }].map((raw) =>
        validation.validate(raw),
      ),
    );
    expect(ask).toHaveBeenCalledOnce();
    await validation.validate(good);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('ends after a few seconds, whatever they do', async () => {
    vi.useFakeTimers();
    const validation = validationOf(() => new Promise(() => undefined));
    const answer = errorsOf(validation, good);
    await vi.advanceTimersByTimeAsync(5_500);
    expect(await answer).toEqual({ 'connector.class': [expect.stringContaining('within 5 s')] });
  });

  it('does not break the answer when it fails', async () => {
    const validation = validationOf(async () => Promise.reject(new Error('broken')));
    expect(await errorsOf(validation, good)).toEqual({
      'connector.class': ['The configuration could not be checked: broken'],
    });
  });

  it('is refused when too many different questions are open', async () => {
    const validation = validationOf(() => new Promise(() => undefined));
    const open = Array.from({ length: 32 }, (_, index) =>
      validation.validate({ ...good, host: `db-${index}` }),
    );
    await vi.waitFor(() =>
      expect(validation.validate({ ...good, host: 'one too many' })).rejects.toThrow('32 other'),
    );
    expect(open).toHaveLength(32);
  });
});
