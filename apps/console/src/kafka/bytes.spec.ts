import { expect, it } from 'vitest';
import { bytesOf, bytesView, cutView } from './bytes.ts';

it.each([
  ['text', Buffer.from('<script>alert("☕")</script>\u0000\u001b[31m\r\n')],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
  ['nothing', Buffer.alloc(0)],
  ['no value', null],
])('%s comes through as it is', (_what, bytes) => {
  expect(bytesOf(bytesView(bytes))).toEqual(bytes);
});

it('a long value is cut between characters, never through one', () => {
  expect(cutView(Buffer.from('a☕☕'), 4)).toEqual({ text: 'a☕' });
  expect(cutView(Buffer.from('a☕☕'), 5)).toEqual({ text: 'a☕' });
  expect(cutView(Buffer.from('a☕☕'), 6)).toEqual({ text: 'a☕' });
  expect(cutView(Buffer.from('a☕☕'), 7)).toEqual({ text: 'a☕☕' });
});
