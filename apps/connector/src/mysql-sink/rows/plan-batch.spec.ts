import { describe, expect, it } from 'vitest';
import type { TargetColumn, TargetTable } from '../table/target-table.ts';
import { planBatch, type Step } from './plan-batch.ts';
import { Layouts, type RowChange } from './row-change.ts';

function column(name: string, type: string): TargetColumn {
  return { name, type, fullType: type, isNullable: true, isGenerated: false };
}

function table(keyType: string, changes: Partial<TargetTable> = {}): TargetTable {
  const columns = [column('id', keyType), column('a', 'int'), column('b', 'int')];
  return {
    name: { schema: 'shop', table: 'orders' },
    columns: new Map(columns.map((each) => [each.name, each])),
    uniqueKeys: [['id']],
    hasForeignKeys: false,
    ...changes,
  };
}

const layouts = new Layouts();

function write(id: unknown, values: Readonly<Record<string, unknown>>): RowChange {
  return {
    kind: 'write',
    layout: layouts.get(['id', ...Object.keys(values)], 1),
    values: [id, ...Object.values(values)],
  };
}

function remove(id: unknown): RowChange {
  return { kind: 'delete', layout: layouts.get(['id'], 1), values: [id] };
}

type Rows = Map<unknown, Readonly<Record<string, unknown>>>;

/** What MySQL makes of the steps. */
function play(steps: readonly Step[], rows: Rows): Rows {
  for (const { kind, layout, rows: changed } of steps)
    for (const values of changed) {
      const row = Object.fromEntries(layout.columns.map((name, index) => [name, values[index]]));
      if (kind === 'delete') rows.delete(row['id']);
      else rows.set(row['id'], { a: null, b: null, ...rows.get(row['id']), ...row });
    }
  return rows;
}

/** The same sequence for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

function randomChange(random: (below: number) => number): RowChange {
  const id = random(5);
  const choices = [
    remove(id),
    write(id, { a: random(100) }),
    write(id, { b: random(100) }),
    write(id, { b: random(100), a: random(100) }),
  ];
  return choices[random(choices.length)] ?? remove(id);
}

function inOrder(rows: Rows): unknown {
  return [...rows].toSorted(([one], [other]) => Number(one) - Number(other));
}

describe('a batch', () => {
  it.each(Array.from({ length: 200 }, (_none, seed) => seed))(
    'comes to the same rows as one change after the other (%i)',
    (seed) => {
      const random = randomFrom(seed + 1);
      const before: Rows = new Map([0, 2, 4].map((id) => [id, { id, a: 1, b: 1 }]));
      const changes = Array.from({ length: 1 + random(20) }, () => randomChange(random));
      const oneByOne = changes.flatMap((change) => planBatch([change], table('int'), { collapse: false }));
      const expected = inOrder(play(oneByOne, new Map(before)));
      for (const collapse of [true, false])
        expect(inOrder(play(planBatch(changes, table('int'), { collapse }), new Map(before)))).toEqual(
          expected,
        );
    },
  );

  it('is one statement for all keys that are written alike, whatever was deleted between', () => {
    const changes = [write(1, { a: 1 }), remove(2), write(3, { a: 1 }), write(1, { a: 2 }), remove(4)];
    const steps = planBatch(changes, table('int'), { collapse: true });
    expect(steps.map(({ kind, rows }) => [kind, rows])).toEqual([
      ['delete', [[2], [4]]],
      [
        'write',
        [
          [1, 2],
          [3, 1],
        ],
      ],
    ]);
  });

  it.each<[string, TargetTable, readonly unknown[]]>([
    ['another unique key', table('int', { uniqueKeys: [['id'], ['a']] }), [1, 2, 1]],
    ['foreign keys', table('int', { hasForeignKeys: true }), [1, 2, 1]],
    ['keys that differ in their cases', table('varchar'), ['k', 'l', 'K']],
    ['keys that collations see in their own way', table('varchar'), ['straße', 'l', 'strasse']],
    [
      'keys with fractions of seconds',
      table('datetime'),
      ['2026-11-22 00:00:00.4', 'l', '2026-11-22 00:00:00.3'],
    ],
  ])('keeps the order where there are %s', (_what, target, [one, other, again]) => {
    const changes = [write(one, { a: 1 }), remove(other), write(again, { a: 2 })];
    const steps = planBatch(changes, target, { collapse: true });
    expect(steps.map(({ kind }) => kind)).toEqual(['write', 'delete', 'write']);
  });
});
