import type { BrokerView } from '@payments/console-api';
import { expect, it } from 'vitest';
import { byRegion } from './by-region.ts';

it('puts brokers into their regions, those without one last', () => {
  const brokers = [
    { id: 3, rack: null },
    { id: 2, rack: 'region-b' },
    { id: 4, rack: 'region-a' },
    { id: 1, rack: 'region-a' },
  ] as BrokerView[];
  expect(byRegion(brokers).map(({ rack, brokers: list }) => [rack, list.map(({ id }) => id)])).toEqual([
    ['region-a', [1, 4]],
    ['region-b', [2]],
    [null, [3]],
  ]);
});
