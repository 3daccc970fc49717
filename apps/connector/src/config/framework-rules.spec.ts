import { describe, expect, it } from 'vitest';
import { sinkConnectorKeys } from './connector-keys.ts';
import { frameworkErrors } from './framework-rules.ts';
import { configErrors } from './read-config.ts';

const named = { name: 'x', 'connector.class': 'X' };

describe('the topics of a sink', () => {
  it.each([
    [{ topics: 'a, b' }, []],
    [{ 'topics.regex': 'a.*' }, []],
    [{}, ['topics', 'topics.regex']],
    [{ topics: ' , ', 'topics.regex': '' }, ['topics', 'topics.regex']],
    [{ topics: 'a', 'topics.regex': 'a' }, ['topics', 'topics.regex']],
    [{ topics: 'a,dead', 'errors.deadletterqueue.topic.name': 'dead' }, ['topics']],
    [{ 'topics.regex': 'd.*', 'errors.deadletterqueue.topic.name': 'dead' }, ['topics.regex']],
    [{ 'topics.regex': 'd', 'errors.deadletterqueue.topic.name': 'dead' }, []],
    [{ 'topics.regex': '(', 'errors.deadletterqueue.topic.name': 'dead' }, []],
  ] as const)('%o', (raw, keys) => {
    expect([...frameworkErrors('sink', raw).keys()]).toEqual(keys);
  });

  it('are none of a source', () => {
    expect(frameworkErrors('source', {}).size).toBe(0);
  });
});

describe('keys that every connector has', () => {
  it.each([
    ['name', ' ', 'String may not be empty'],
    ['name', 'a\u0001b', 'String may not contain control sequences'],
    ['name', '..', 'No URL can hold this name'],
    ['tasks.max', '0', 'Value must be at least 1'],
    ['errors.retry.timeout', '-2', 'Value must be at least -1'],
    ['transforms', 'a,b,a', 'Duplicate alias provided.'],
    ['topics.regex', '(', 'Invalid regular expression'],
    ['config.action.reload', 'now', 'none, restart'],
  ])('%s is not %j', (key, value, message) => {
    const errors = configErrors(sinkConnectorKeys, { ...named, [key]: value });
    expect([...errors.keys()]).toEqual([key]);
    expect(errors.get(key)?.join()).toContain(message);
  });
});
