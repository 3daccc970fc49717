import { eventually } from '@payments/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawConfig } from '../../config/config-def.ts';
import type { SourceRecord } from '../../records/connect-record.ts';
import { MySqlSourceGround, threeCustomers } from '../../testing/mysql-source-ground.ts';
import type { SourceRun } from '../../testing/source-run.ts';
import { mySqlSource } from '../mysql-source.ts';

let ground: MySqlSourceGround;

beforeEach(async () => {
  ground = await MySqlSourceGround.start('cdc', threeCustomers);
});

afterEach(() => ground.stop());

function run(more: RawConfig = {}): SourceRun {
  return ground.run(ground.debezium(more));
}

function valueOf(record: SourceRecord | undefined): Record<string, unknown> {
  return record?.value as Record<string, unknown>;
}

/** Each record as `op key`. */
function story(records: readonly SourceRecord[]): string[] {
  return records.map((record) => {
    const { id } = record.key as { id: number };
    return record.value === null ? `tombstone ${id}` : `${String(valueOf(record)['op'])} ${id}`;
  });
}

describe('change data capture', () => {
  it('reads the table as it is and then every change, in Debezium’s envelope', async () => {
    const source = run();
    await source.until(() => source.records.length === 3);
    await ground.sql.query(
      "INSERT INTO customers VALUES (4, 'Zoya', 'z@example'); UPDATE customers SET name = 'Asha B' WHERE id = 1; DELETE FROM customers WHERE id = 2",
    );
    await source.until(() => source.records.length === 7);
    expect(story(source.records)).toEqual(['r 1', 'r 2', 'r 3', 'c 4', 'u 1', 'd 2', 'tombstone 2']);

    const topic = `shop.${ground.database}.customers`;
    expect(new Set(source.records.map((record) => record.topic))).toEqual(new Set([topic]));
    const [first, , third, created, updated, deleted, tombstone] = source.records;
    expect(valueOf(first)).toMatchObject({
      before: null,
      after: { id: 1, name: 'Asha', email: null },
      op: 'r',
    });
    expect(valueOf(first)['source']).toMatchObject({
      snapshot: 'true',
      table: 'customers',
      connector: 'mysql',
    });
    expect(valueOf(third)['source']).toMatchObject({ snapshot: 'last' });
    expect(valueOf(updated)).toMatchObject({
      before: { id: 1, name: 'Asha', email: null },
      after: { id: 1, name: 'Asha B', email: null },
    });
    expect(valueOf(deleted)).toMatchObject({ before: { id: 2, name: 'Ravi' }, after: null });
    expect(tombstone).toMatchObject({ key: { id: 2 }, value: null, valueSchema: undefined });
    expect(valueOf(created)['source']).toEqual({
      version: '0.1.0',
      connector: 'mysql',
      name: 'shop',
      ts_ms: expect.any(Number) as number,
      ts_us: expect.any(Number) as number,
      ts_ns: expect.any(Number) as number,
      snapshot: 'false',
      db: ground.database,
      sequence: null,
      table: 'customers',
      server_id: expect.any(Number) as number,
      gtid: expect.stringMatching(/^[0-9a-f-]{36}:\d+$/) as string,
      file: expect.stringMatching(/binlog\.\d+/) as string,
      pos: expect.any(Number) as number,
      row: 0,
      thread: null,
      query: null,
    });
    expect(created?.keySchema).toEqual({
      type: 'struct',
      optional: false,
      name: `${topic}.Key`,
      fields: [{ type: 'int32', optional: false, field: 'id' }],
    });
    expect(created?.valueSchema).toMatchObject({ type: 'struct', name: `${topic}.Envelope` });
    expect(first?.valueSchema).toEqual(created?.valueSchema);
    expect(source.offset({ server: 'shop' })).toMatchObject({ file: expect.any(String) as string, row: 0 });
    expect(source.offset({ server: 'shop', table: `${ground.database}.customers` })).toEqual({
      snapshot: 'done',
    });
  });

  it('makes of a changed key a deletion and a creation, each naming the other', async () => {
    const source = run({ 'snapshot.mode': 'no_data' });
    await source.until(() => source.allOffsets.length > 1);
    await ground.sql.query('UPDATE customers SET id = 10 WHERE id = 1');
    await source.until(() => source.records.length === 3);
    expect(story(source.records)).toEqual(['d 1', 'tombstone 1', 'c 10']);
    expect(
      source.records.map(({ headers }) =>
        Object.entries(headers).map(([name, value]) => `${name}=${String(value)}`),
      ),
    ).toEqual([['__debezium.newkey={"id":10}'], [], ['__debezium.oldkey={"id":1}']]);
  });

  it('gives plain rows if only the state after is wanted', async () => {
    const source = run({ 'after.state.only': 'true' });
    await source.until(() => source.records.length === 3);
    await ground.sql.query(
      "UPDATE customers SET email = 'a@example' WHERE id = 1; DELETE FROM customers WHERE id = 2",
    );
    await source.until(() => source.records.length === 5);
    expect(source.records.map(({ value }) => value).slice(3)).toEqual([
      { id: 1, name: 'Asha', email: 'a@example' },
      null,
    ]);
    expect(source.records[3]?.valueSchema).toMatchObject({
      name: `shop.${ground.database}.customers.Value`,
    });
  });

  it('follows the definition of the table', async () => {
    const source = run({ 'snapshot.mode': 'no_data' });
    await source.until(() => source.allOffsets.length > 1);
    await ground.sql.query(
      "INSERT INTO customers (name) VALUES ('one'); ALTER TABLE customers ADD COLUMN points BIGINT NOT NULL DEFAULT 7; INSERT INTO customers (name) VALUES ('two'); ALTER TABLE customers DROP COLUMN email, MODIFY name VARCHAR(10) NULL; INSERT INTO customers (name) VALUES (NULL)",
    );
    await source.until(() => source.records.length === 3);
    expect(source.records.map((record) => valueOf(record)['after'])).toEqual([
      { id: 4, name: 'one', email: null },
      { id: 5, name: 'two', email: null, points: 7 },
      { id: 6, name: null, points: 7 },
    ]);
  });

  it('reads a table that is new while it runs, from its beginning', async () => {
    const source = run({ 'table.include.list': `${ground.database}.(.*)`, 'after.state.only': 'true' });
    await source.until(() => source.records.length === 3);
    await ground.sql.query('CREATE TABLE orders (id INT PRIMARY KEY); INSERT INTO orders VALUES (1), (2)');
    await source.until(() => source.records.length === 5);
    expect(source.records.slice(3).map(({ topic, key }) => [topic.split('.').at(-1), key])).toEqual([
      ['orders', { id: 1 }],
      ['orders', { id: 2 }],
    ]);
  });

  it('notices a table that is new', async () => {
    const seen = new AbortController();
    const watching = mySqlSource.watch?.(
      ground.debezium({ 'table.include.list': `${ground.database}.(.*)`, 'table.poll.interval.ms': '100' }),
      () => seen.abort(),
      AbortSignal.any([seen.signal, AbortSignal.timeout(10_000)]),
    );
    let count = 0;
    await eventually(
      async () => {
        count += 1;
        await ground.sql.query(`CREATE TABLE orders_${count} (id INT PRIMARY KEY)`);
        return seen.signal.aborted;
      },
      { what: 'a table that is noticed', intervalMs: 100 },
    );
    await watching;
    expect(seen.signal.aborted).toBe(true);
  });

  it('masks, cuts and leaves out columns, and takes another key', async () => {
    const source = run({
      'column.exclude.list': '.*\\.id',
      'column.mask.with.4.chars': '.*\\.email',
      'column.truncate.to.2.chars': '.*\\.name',
      'message.key.columns': `${ground.database}.customers:name`,
    });
    await ground.sql.query("UPDATE customers SET email = 'secret@example' WHERE id = 1");
    await source.until(() => source.records.length === 3);
    expect(source.records[0]?.key).toEqual({ name: 'Asha' });
    expect(valueOf(source.records[0])['after']).toEqual({ name: 'As', email: '****' });
    expect(valueOf(source.records[1])['after']).toEqual({ name: 'Ra', email: null });
  });

  it('looks where it is once a second, no more, when all is read and nothing happens', async () => {
    const source = run();
    await source.until(() => source.records.length === 3);
    source.doings.length = 0;
    await source.for(1_500);
    const looks = source.doings.filter((doing) => doing === 'reading changes').length;
    expect(looks).toBeGreaterThan(0);
    expect(looks).toBeLessThan(6);
  });

  it('moves the offset, and says that all is well, while nothing happens', async () => {
    const source = run({ 'heartbeat.interval.ms': '150' });
    await source.until(() => source.records.length >= 5);
    expect(source.records[4]).toMatchObject({
      topic: '__debezium-heartbeat.shop',
      key: { serverName: 'shop' },
      value: { ts_ms: expect.any(Number) as number },
    });
  });
});
