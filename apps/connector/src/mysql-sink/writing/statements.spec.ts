import { format } from 'mysql2';
import { describe, expect, it } from 'vitest';
import { SqlNumber } from '../rows/column-value.ts';
import type { Step } from '../rows/plan-batch.ts';
import type { TargetTable } from '../table/target-table.ts';
import { statementsOf, type StatementOptions } from './statements.ts';

const orders: TargetTable = {
  name: { schema: 'shop', table: 'odd`name' },
  columns: new Map(),
  uniqueKeys: [['id']],
  hasForeignKeys: false,
};

function sqlOf(step: Step, options: Partial<StatementOptions> = {}): readonly string[] {
  const all = statementsOf(step, orders, { insertMode: 'upsert', maxBytes: 1_000_000, ...options });
  return all.map(({ sql, parameters }) => format(sql, [...parameters] as never[]));
}

const layout = { columns: ['id', 'n'], keyCount: 1 };
const rows = [
  [1, "it's"],
  [new SqlNumber('9007199254740993.5'), null],
];

describe('the statements of a step', () => {
  it('write all rows at once, and name the new row', () => {
    expect(sqlOf({ kind: 'write', layout, rows })).toEqual([
      "INSERT INTO `shop`.`odd``name` (`id`, `n`) VALUES (1, 'it\\'s'), (9007199254740993.5, NULL)" +
        ' AS new_row ON DUPLICATE KEY UPDATE `n` = new_row.`n`',
    ]);
  });

  it('change nothing where there is only a key', () => {
    const [sql] = sqlOf({ kind: 'write', layout: { columns: ['id'], keyCount: 1 }, rows: [[1]] });
    expect(sql).toContain('ON DUPLICATE KEY UPDATE `id` = `shop`.`odd``name`.`id`');
  });

  it('delete by one column or several', () => {
    expect(sqlOf({ kind: 'delete', layout: { columns: ['id'], keyCount: 1 }, rows: [[1], [2]] })).toEqual([
      'DELETE FROM `shop`.`odd``name` WHERE `id` IN (1, 2)',
    ]);
    expect(sqlOf({ kind: 'delete', layout: { columns: ['a', 'b'], keyCount: 2 }, rows: [[1, 'x']] })).toEqual(
      ["DELETE FROM `shop`.`odd``name` WHERE (`a`, `b`) IN ((1, 'x'))"],
    );
  });

  it('are several where one would be longer than the server takes, and none for a row that is', () => {
    const long = [1, 2, 3].map((id) => [id, 'x'.repeat(1_000)]);
    expect(sqlOf({ kind: 'write', layout, rows: long }, { maxBytes: 7_000 })).toHaveLength(2);
    expect(() => sqlOf({ kind: 'write', layout, rows: long }, { maxBytes: 2_000 })).toThrow(
      'max_allowed_packet',
    );
  });
});
