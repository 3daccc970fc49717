import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawConfig } from '../../config/config-def.ts';
import type { SourceRecord } from '../../records/connect-record.ts';
import { MySqlSourceGround, threeCustomers } from '../../testing/mysql-source-ground.ts';
import type { SourceRun } from '../../testing/source-run.ts';

let ground: MySqlSourceGround;

beforeEach(async () => {
  ground = await MySqlSourceGround.start('cdc', threeCustomers);
});

afterEach(() => ground.stop());

function run(more: RawConfig = {}): SourceRun {
  return ground.run(ground.debezium(more));
}

/** Each record as `op key`. */
function story(records: readonly SourceRecord[]): string[] {
  return records.map((record) => {
    const { id } = record.key as { id: number };
    return `${String((record.value as { op?: string } | null)?.op)} ${id}`;
  });
}

function tables(names: string): RawConfig {
  return { 'table.include.list': `${ground.database}.(${names})` };
}

describe('the offsets of change data capture', () => {
  it('takes over from Debezium where Debezium was, without reading the tables again', async () => {
    const first = run({ 'snapshot.mode': 'no_data' });
    await first.until(() => first.allOffsets.length > 1);
    const { file, pos, gtids } = first.offset({ server: 'shop' }) ?? {};
    await ground.sql.query("INSERT INTO customers (name) VALUES ('later')");

    const source = run();
    source.setOffset({
      partition: { server: 'shop' },
      offset: { transaction_id: null, ts_sec: 1, file, pos, gtids, row: 0, server_id: 1, event: 0 },
    });
    await source.until(() => source.records.length === 1);
    await source.for(300);
    expect(story(source.records)).toEqual(['c 4']);
  });

  it('reads a table again whose offset was reset', async () => {
    const source = run();
    await source.until(() => source.records.length === 3);
    source.setOffset({
      partition: { server: 'shop', table: `${ground.database}.customers` },
      offset: null,
    });
    await source.until(() => source.records.length === 6);
    expect(story(source.records.slice(3))).toEqual(['r 1', 'r 2', 'r 3']);
  });

  it('reads a table again that was not read for a while', async () => {
    await ground.sql.query('CREATE TABLE orders (id INT PRIMARY KEY); INSERT INTO orders VALUES (7)');
    const both = run(tables('customers|orders'));
    await both.until(() => both.records.length === 4);
    const one = run(tables('orders'));
    for (const offset of both.allOffsets) one.setOffset(offset);
    await one.for(300);
    await ground.sql.query('DELETE FROM customers WHERE id = 1');
    const again = run(tables('customers|orders'));
    for (const offset of one.allOffsets) again.setOffset(offset);
    await again.until(() => again.records.length >= 2);
    await again.for(200);
    expect(story(again.records).toSorted((a, b) => a.localeCompare(b))).toEqual(
      expect.arrayContaining(['r 2', 'r 3']),
    );
    expect(story(again.records)).not.toContain('r 7');
  });
});
