import { expect, it } from 'vitest';
import { type AttentionFacts, attentionItems } from './attention.ts';

const well: AttentionFacts = {
  health: [{ name: 'limit-check', state: 'up', detail: null }],
  letters: [{ group: 'limit-check', letters: 3, waiting: 0, newestMs: 1 }],
  connectors: [],
  brokers: { underReplicated: 0, offline: 0 },
  audit: { verdict: 'holds' },
  lags: new Map([['limit-check', Array.from({ length: 20 }, (_, at) => ({ atMs: at, lag: 5_000 - at }))]]),
};

it('nothing is to be looked at when all is well, though a lag is being worked off', () => {
  expect(attentionItems(well)).toEqual([]);
});

it('errors come before warnings', () => {
  const items = attentionItems({
    ...well,
    health: [{ name: 'notifications', state: 'down', detail: 'It does not answer at http://n.' }],
    letters: [{ group: 'limit-check', letters: 3, waiting: 2, newestMs: 1 }],
    brokers: { underReplicated: 4, offline: 1 },
    audit: { verdict: 'broken' },
    lags: new Map([['limit-check', Array.from({ length: 20 }, (_, at) => ({ atMs: at, lag: 5_000 + at }))]]),
  });
  expect(items.map(({ kind, severity }) => `${severity} ${kind}`)).toEqual([
    'error not-ready',
    'error offline-partitions',
    'error audit-broken',
    'warning under-replicated',
    'warning dead-letters',
    'warning growing-lag',
  ]);
});
