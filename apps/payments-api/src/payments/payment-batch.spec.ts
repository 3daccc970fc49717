import { describe, expect, it } from 'vitest';
import { batchItems } from './payment-batch.ts';

const pointers = (body: unknown): string[] => {
  const batch = batchItems(body);
  return 'errors' in batch ? batch.errors.map(({ pointer }) => pointer) : [];
};

describe('a batch', () => {
  it('leaves its items to be looked at one by one', () => {
    expect(batchItems({ payments: [{}, 'chai', null] })).toEqual({ items: [{}, 'chai', null] });
  });

  it('has at most a thousand', () => {
    expect(pointers({ payments: Array.from({ length: 1_000 }, () => ({})) })).toEqual([]);
    expect(pointers({ payments: Array.from({ length: 1_001 }, () => ({})) })).toEqual(['/payments']);
  });

  it.each([[{ payments: [] }], [{ payments: {} }], [{}], [null], [[]], ['chai']])('is not %j', (body) => {
    expect(pointers(body)).toEqual(['/payments']);
  });

  it('has nothing beside its payments', () => {
    expect(pointers({ payments: [{}], note: 'rent' })).toEqual(['']);
  });
});
