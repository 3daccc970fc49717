import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { events } from './catalogue.ts';
import { incompatibilities } from './compatibility.ts';

const cup = { cups: Type.Integer({ minimum: 1 }), sugar: Type.Optional(Type.Boolean()) };

function change(after: object): string[] {
  return incompatibilities(Type.Object(cup), after);
}

describe('an event may change', () => {
  it('by a new optional field and by other words about it', () => {
    const after = Type.Object(
      { ...cup, milk: Type.Optional(Type.String()) },
      { description: 'A cup of tea.' },
    );
    expect(change(after)).toEqual([]);
  });

  it('by giving up an optional field', () => {
    expect(change(Type.Object({ cups: cup.cups }))).toEqual([]);
  });
});

describe('an event may not change', () => {
  it('by a new required field: old events do not have it', () => {
    expect(change(Type.Object({ ...cup, milk: Type.String() }))).toEqual([
      '/milk: is required, and old events do not have it',
    ]);
  });

  it('by giving up a required field: old readers rely on it', () => {
    expect(change(Type.Object({ sugar: cup.sugar }))).toEqual([
      '/cups: was always there, and old readers rely on it',
    ]);
  });

  it('by another type or another bound of a field', () => {
    expect(change(Type.Object({ ...cup, cups: Type.String() }))).not.toEqual([]);
    expect(change(Type.Object({ ...cup, cups: Type.Integer({ minimum: 0 }) }))).toEqual([
      '/cups: minimum was 1 and is 0',
    ]);
  });
});

describe.each(events.map((event) => [event.type, event] as const))('%s', (type, event) => {
  const documented = readFileSync(new URL(`../../../docs/events/${type}.json`, import.meta.url), 'utf8');

  it('can be read by those who know it as it is checked in', () => {
    expect(incompatibilities(JSON.parse(documented) as object, event.schema)).toEqual([]);
  });

  it('is documented as it is (npm run docs)', () => {
    expect(documented).toBe(`${JSON.stringify(event.schema, null, 2)}\n`);
  });
});
