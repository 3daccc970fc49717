import { describe, expect, it } from 'vitest';
import { tableFor } from './target-table.ts';

describe('the table of a topic', () => {
  it.each([
    ['${topic}', 'orders', { schema: 'shop', table: 'orders' }],
    ['kafka_${topic}', 'orders', { schema: 'shop', table: 'kafka_orders' }],
    ['reports.${topic}', 'orders', { schema: 'reports', table: 'orders' }],
    ['${topic}', 'reports.orders', { schema: 'reports', table: 'orders' }],
    ['`${topic}`', 'a.b.c', { schema: 'shop', table: 'a.b.c' }],
  ])('%s of %s', (format, topic, expected) => {
    expect(tableFor(format, topic, 'shop')).toEqual(expected);
  });

  it('is refused where no table can have the name', () => {
    expect(() => tableFor('${topic}', 'a.b.c', 'shop')).toThrow('at most one dot');
    expect(() => tableFor('${topic}', 'orders', undefined)).toThrow('is in no database');
  });
});
