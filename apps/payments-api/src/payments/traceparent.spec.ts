import { expect, it } from 'vitest';
import { validTraceparent } from './traceparent.ts';

const valid = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

it('keeps a valid one', () => {
  expect(validTraceparent(valid)).toBe(valid);
});

it('keeps of a newer version what all versions share', () => {
  const newer = valid.replace(/^00/, 'cc');
  expect(validTraceparent(`${newer}-what-comes-later`)).toBe(newer);
  expect(validTraceparent(newer)).toBe(newer);
});

it.each([
  ['none', undefined],
  ['an empty one', ''],
  ['upper case', valid.toUpperCase()],
  ['the version that is forbidden', valid.replace(/^00/, 'ff')],
  ['a trace of zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
  ['a parent of zeros', `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`],
  ['more than version 00 has', `${valid}-00`],
  ['two in one header', `${valid}, ${valid}`],
  ['less', valid.slice(0, -1)],
])('ignores %s', (_, header) => {
  expect(validTraceparent(header)).toBeUndefined();
});
