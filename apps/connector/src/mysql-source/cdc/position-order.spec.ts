import { expect, it } from 'vitest';
import { isReached } from './position-order.ts';

const place = { serverUuid: 'a', file: 'binlog.000009', offset: 500 };

it('knows when a place of the binlog is reached', () => {
  expect(isReached(place, place, false)).toBe(true);
  expect(isReached({ ...place, offset: 499 }, place, false)).toBe(false);
  expect(isReached({ ...place, file: 'binlog.000010', offset: 4 }, place, false)).toBe(true);
  expect(isReached({ ...place, file: 'binlog.1000000', offset: 4 }, place, false)).toBe(true);
  expect(isReached({ ...place, file: 'binlog.000008' }, place, false)).toBe(false);
});

it('takes silence for its being reached, and a place of another server', () => {
  expect(isReached({ ...place, file: 'binlog.000008' }, place, true)).toBe(true);
  expect(isReached({ ...place, offset: 4, serverUuid: 'b' }, place, false)).toBe(true);
});

it('is never in the middle of a transaction', () => {
  expect(isReached({ ...place, rows: 3 }, place, true)).toBe(false);
});
