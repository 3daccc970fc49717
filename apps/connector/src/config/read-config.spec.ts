import { describe, expect, it } from 'vitest';
import { booleanKey, intKey, listKey, longKey, passwordKey, stringKey, wordKey } from './config-def.ts';
import { configErrors, readConfig } from './read-config.ts';

const definition = {
  'topic.prefix': stringKey({ doc: 'Goes before the table.' }),
  'poll.interval.ms': intKey({
    doc: 'How often.',
    default: 5_000,
    check: (value) => (value < 1 ? 'Value must be at least 1' : undefined),
  }),
  'incrementing.column.name': stringKey({ doc: 'Of the table.', default: null }),
  'validate.non.null': booleanKey({ doc: 'Whether.', default: true }),
  'table.whitelist': listKey({ doc: 'Which.', default: [] }),
  'rotate.interval.ms': longKey({ doc: 'How long.', default: -1 }),
  mode: wordKey(['bulk', 'incrementing'], { doc: 'How.', default: 'bulk' }),
  password: passwordKey({ doc: 'Secret.', default: null, check: () => 'is too short' }),
};

describe('reading a configuration', () => {
  it('gives each value the type of its definition', () => {
    const config = readConfig(definition, {
      'topic.prefix': 'mysql-',
      'poll.interval.ms': ' 100 ',
      'validate.non.null': 'FALSE',
      'table.whitelist': 'customers , payments',
      'rotate.interval.ms': '3600000000',
      mode: 'Incrementing',
    });
    expect(config).toEqual({
      'topic.prefix': 'mysql-',
      'poll.interval.ms': 100,
      'incrementing.column.name': undefined,
      'validate.non.null': false,
      'table.whitelist': ['customers', 'payments'],
      'rotate.interval.ms': 3_600_000_000,
      mode: 'incrementing',
      password: undefined,
    });
  });

  it('takes the defaults where nothing is said', () => {
    expect(readConfig(definition, { 'topic.prefix': '' })).toMatchObject({
      'topic.prefix': '',
      'poll.interval.ms': 5_000,
      'validate.non.null': true,
      mode: 'bulk',
    });
  });

  it.each([
    ['1.5', 'must be a whole number'],
    ['many', 'must be a whole number'],
    ['3000000000', 'must be a whole number'],
    ['0', 'Value must be at least 1'],
  ])('refuses %s for a number that is to be whole and positive', (text, message) => {
    const errors = configErrors(definition, { 'topic.prefix': 'x', 'poll.interval.ms': text });
    expect(errors.get('poll.interval.ms')?.join()).toContain(message);
  });

  it('names every error at once', () => {
    const errors = configErrors(definition, { mode: 'sometimes', 'validate.non.null': 'perhaps' });
    expect([...errors.keys()]).toEqual(['topic.prefix', 'validate.non.null', 'mode']);
    expect(errors.get('topic.prefix')).toEqual([
      'Missing required configuration "topic.prefix" which has no default value.',
    ]);
    expect(() => readConfig(definition, {})).toThrow('topic.prefix');
  });

  it('does not repeat a secret in what it says is wrong with it', () => {
    const errors = configErrors(definition, { 'topic.prefix': 'x', password: 'hunter2' });
    expect(errors.get('password')?.join()).toBe(
      'Invalid value [hidden] for configuration password: is too short',
    );
  });
});
