import { describe, expect, it } from 'vitest';
import { nextSort, sortRows } from './sorting.ts';

describe('sorting', () => {
  it('puts numbers in names in their order, and what has no value last either way', () => {
    const rows = [{ name: 'b10' }, { name: null }, { name: 'b9' }];
    const sorted = (isDescending: boolean) =>
      sortRows(rows, ({ name }) => name, isDescending).map(({ name }) => name);
    expect(sorted(false)).toEqual(['b9', 'b10', null]);
    expect(sorted(true)).toEqual(['b10', 'b9', null]);
  });

  it('turns round at the second click, and begins anew with another column', () => {
    expect(nextSort(undefined, 'lag', true)).toBe('-lag');
    expect(nextSort('-lag', 'lag', true)).toBe('lag');
    expect(nextSort('lag', 'name', false)).toBe('name');
  });
});
