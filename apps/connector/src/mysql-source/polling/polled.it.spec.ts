import { eventually } from '@payments/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawConfig } from '../../config/config-def.ts';
import { MySqlSourceGround } from '../../testing/mysql-source-ground.ts';
import type { SourceRun } from '../../testing/source-run.ts';
import { mySqlSource } from '../mysql-source.ts';

let ground: MySqlSourceGround;

beforeEach(async () => {
  ground = await MySqlSourceGround.start(
    'polled',
    `CREATE TABLE orders (Id INT PRIMARY KEY AUTO_INCREMENT, item VARCHAR(20), price DECIMAL(6,2),
       created DATETIME(3) NULL, changed DATETIME NOT NULL DEFAULT '2026-11-22 10:00:00');
     INSERT INTO orders (item, price) VALUES ('tea', 12.5), ('bun', 3)`,
  );
});

afterEach(() => ground.stop());

function run(more: RawConfig, maxTasks?: number): SourceRun {
  return ground.run(ground.jdbc({ 'poll.interval.ms': '50', ...more }), maxTasks);
}

function idsOf(source: SourceRun): unknown[] {
  return source.records.map(({ value }) => (value as { Id: number }).Id);
}

function partition(): Record<string, string> {
  return { protocol: '1', table: `${ground.database}.orders` };
}

describe('polling', () => {
  it('gives rows without a key, in the form and with the offsets of the JDBC source', async () => {
    const source = run({ mode: 'incrementing', 'incrementing.column.name': 'id' });
    await source.until(() => source.records.length === 2);
    expect(source.records[0]).toMatchObject({
      topic: 'jdbc-orders',
      key: null,
      keySchema: undefined,
      value: { Id: 1, item: 'tea', price: '12.50', created: null, changed: Date.UTC(2026, 10, 22, 10) },
      valueSchema: {
        name: 'orders',
        fields: [
          { field: 'Id', type: 'int32', optional: false },
          { field: 'item', type: 'string', optional: true },
          { field: 'price', name: 'org.apache.kafka.connect.data.Decimal', parameters: { scale: '2' } },
          { field: 'created', name: 'org.apache.kafka.connect.data.Timestamp', optional: true },
          { field: 'changed', name: 'org.apache.kafka.connect.data.Timestamp' },
        ],
      },
    });
    await source.for(300);
    expect(source.offset(partition())).toMatchObject({ incrementing: 2 });
  });

  it('goes on from an offset that the JDBC source has written', async () => {
    const source = run({ mode: 'incrementing', 'incrementing.column.name': 'Id' });
    source.setOffset({ partition: partition(), offset: { incrementing: 1 } });
    await source.until(() => source.records.length === 1);
    expect(idsOf(source)).toEqual([2]);

    const timed = run({ mode: 'timestamp+incrementing', 'timestamp.column.name': 'changed' });
    const timestamp = Date.UTC(2026, 10, 22, 10);
    timed.setOffset({ partition: partition(), offset: { timestamp, timestamp_nanos: 0, incrementing: 1 } });
    await timed.until(() => timed.records.length === 1);
    expect(idsOf(timed)).toEqual([2]);
    expect(timed.offset(partition())).toEqual({ timestamp, timestamp_nanos: 0, incrementing: 2 });
  });

  it('reads what is changed, also if many rows have the same time and the task dies among them', async () => {
    await ground.sql.query('TRUNCATE orders');
    const rows = Array.from({ length: 500 }, (_, index) => [index + 1, '2026-11-22 11:00:00']);
    await ground.sql.query('INSERT INTO orders (Id, changed) VALUES ?', [rows]);
    const source = run({
      mode: 'timestamp',
      'timestamp.column.name': 'created,changed',
      'batch.max.rows': '100',
    });
    await source.until(() => source.records.length > 200, { dies: true });
    await source.until(() => source.records.length === 500);
    expect(idsOf(source)).toEqual(rows.map(([id]) => id));
    await ground.sql.query("UPDATE orders SET created = '2026-11-22 12:00:00.001' WHERE Id = 7");
    await source.until(() => source.records.length === 501);
    expect(idsOf(source).at(-1)).toBe(7);
  });

  it('keeps rows of one time together where nothing else orders them', async () => {
    await ground.sql.query('CREATE TABLE log (line INT, at DATETIME NOT NULL)');
    const rows = Array.from({ length: 300 }, (_, index) => [
      index,
      `2026-11-22 11:00:0${Math.floor(index / 100)}`,
    ]);
    await ground.sql.query('INSERT INTO log VALUES ?', [rows]);
    const source = run({
      mode: 'timestamp',
      'timestamp.column.name': 'at',
      'batch.max.rows': '70',
      'table.whitelist': 'log',
    });
    await source.until(() => source.records.length > 0, { dies: true }).catch(() => undefined);
    await source.until(() => source.records.length === 300);
    expect(
      source.records.map(({ value }) => (value as { line: number }).line).toSorted((a, b) => a - b),
    ).toEqual(rows.map(([line]) => line));
    expect(source.batchSizes.every((size) => size % 100 === 0)).toBe(true);
  });

  it('leaves out what is older than the first start, if it is told so', async () => {
    const source = run({ mode: 'timestamp', 'timestamp.column.name': 'changed', 'timestamp.initial': '-1' });
    const arrival = source.until(() => source.records.length === 1);
    // In the life of the task that was first: another one, without an offset, would start anew.
    await eventually(() => source.doings.includes('waiting for the next poll'), { what: 'the first poll' });
    await ground.sql.query(
      'INSERT INTO orders (item, changed) VALUES (?, UTC_TIMESTAMP() + INTERVAL 1 SECOND)',
      ['new'],
    );
    await arrival;
    expect(idsOf(source)).toEqual([3]);
  });

  it('reads everything every time in bulk', async () => {
    const source = run({ mode: 'bulk', 'numeric.mapping': 'best_fit' });
    await source.until(() => source.records.length >= 6);
    expect(idsOf(source).slice(0, 4)).toEqual([1, 2, 1, 2]);
    expect(source.records[0]?.value).toMatchObject({ price: 12.5 });
    expect(source.allOffsets).toEqual([]);
  });

  it('reads a query into the topic that the prefix names', async () => {
    const query = 'SELECT o.Id, UPPER(o.item) AS item, CAST(7 AS UNSIGNED) AS seven FROM orders o';
    const source = run({
      mode: 'incrementing',
      query,
      'topic.prefix': 'loud',
      'incrementing.column.name': 'Id',
    });
    await source.until(() => source.records.length === 2);
    await ground.sql.query("INSERT INTO orders (item) VALUES ('jam')");
    await source.until(() => source.records.length === 3);
    expect(source.records.map(({ topic, value }) => [topic, value])).toEqual([
      ['loud', { Id: 1, item: 'TEA', seven: 7 }],
      ['loud', { Id: 2, item: 'BUN', seven: 7 }],
      ['loud', { Id: 3, item: 'JAM', seven: 7 }],
    ]);
    expect(source.offset({ query: 'query' })).toMatchObject({ incrementing: 3 });
  });

  it('shares tables among tasks', async () => {
    await ground.sql.query(
      'CREATE TABLE a (id INT PRIMARY KEY AUTO_INCREMENT); CREATE TABLE b (id INT PRIMARY KEY AUTO_INCREMENT); INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)',
    );
    const context = { connector: 'test', log: console, signal: new AbortController().signal };
    const source = run({ mode: 'incrementing' }, 2);
    await source.until(() => source.records.length === 4);
    expect(new Set(source.records.map(({ topic }) => topic))).toEqual(
      new Set(['jdbc-a', 'jdbc-b', 'jdbc-orders']),
    );
    const configs = await mySqlSource.taskConfigs(ground.jdbc({ mode: 'bulk' }), 2, context);
    expect(configs.map((config) => JSON.parse(config['task.tables'] ?? '') as unknown)).toEqual([
      [
        [ground.database, 'a'],
        [ground.database, 'orders'],
      ],
      [[ground.database, 'b']],
    ]);
  });

  it('waits before it reads on when too many ids are missing, and loses none of them', async () => {
    const open = await ground.connect();
    await ground.sql.query('TRUNCATE orders');
    await open.query('BEGIN; INSERT INTO orders (Id) VALUES (1)');
    // Every second id is missing, and somebody is at work who may have them.
    const rows = Array.from({ length: 2_500 }, (_, index) => [index * 2 + 3]);
    await ground.sql.query('INSERT INTO orders (Id) VALUES ?', [rows]);
    const source = run({ mode: 'incrementing', 'batch.max.rows': '100' });
    await source.for(600);
    expect(source.records.length).toBe(2_000);
    await open.query('COMMIT');
    await open.end();
    const isSettled = (): boolean => source.offset(partition())?.['gaps'] === undefined;
    await source.until(() => source.records.length >= 2_501 && isSettled());
    expect(source.records.length).toBe(2_501);
    expect(new Set(idsOf(source)).size).toBe(2_501);
    expect(source.offset(partition())).toEqual({ incrementing: 5_001 });
  });
});
