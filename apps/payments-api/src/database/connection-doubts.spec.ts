import { expect, it } from 'vitest';
import { ConnectionDoubts } from './connection-doubts.ts';

it('are about the connections that were open when one did not answer', () => {
  const doubts = new ConnectionDoubts();
  const [old, young] = [{}, {}];
  expect(doubts.about(old)).toBe('new');
  expect(doubts.about(old)).toBe('good');
  doubts.raise();
  expect(doubts.about(old)).toBe('doubtful');
  expect(doubts.about(young)).toBe('new');
  expect(doubts.about(young)).toBe('good');
});
