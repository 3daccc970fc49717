import { expect, it } from 'vitest';
import { preferredWaitSeconds } from './prefer.ts';

it.each([
  ['wait=10', 10],
  ['respond-async, wait=5', 5],
  ['wait="7"; strict', 7],
  ['WAIT = 3', 3],
  ['wait=0', 0],
  ['wait=2, wait=9', 2],
])('%s waits %d seconds', (prefer, seconds) => {
  expect(preferredWaitSeconds(prefer)).toBe(seconds);
});

it('waits half a minute for whoever would wait longer', () => {
  expect(preferredWaitSeconds('wait=3600')).toBe(30);
});

it.each([undefined, '', 'wait', 'wait=', 'wait=soon', 'wait=-1', 'wait=1.5', 'await=5', 'x=wait=5'])(
  'does not wait for %j',
  (prefer) => {
    expect(preferredWaitSeconds(prefer)).toBeUndefined();
  },
);
