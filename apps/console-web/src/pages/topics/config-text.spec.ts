import { expect, it } from 'vitest';
import { readConfigText } from './config-text.ts';

it('reads settings a line each, with any text after the first equals sign', () => {
  expect(readConfigText('cleanup.policy=compact\n\n# a note\n retention.ms = 1000=x ')).toEqual({
    config: { 'cleanup.policy': 'compact', 'retention.ms': '1000=x' },
    wrong: undefined,
  });
});

it('names the line that is no setting', () => {
  expect(readConfigText('a=1\nretention').wrong).toBe('retention');
});
