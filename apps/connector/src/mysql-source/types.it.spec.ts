import { freshDatabase, type FreshDatabase } from '@payments/testing';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import { SourceRun } from '../testing/source-run.ts';
import { mySqlSource } from './mysql-source.ts';
import { typeExamples } from './values/type-examples.ts';

let database: FreshDatabase;
let connection: Connection;
/** By number: the values of a column beside their number. */
type Rows = Map<number, Record<string, unknown>>;
let snapshot: SourceRun;
let changes: SourceRun;

beforeAll(async () => {
  database = await freshDatabase('types');
  const { drop: _, ...account } = database;
  connection = await createConnection({ ...account, multipleStatements: true, timezone: 'Z' });
  // Words that are not allowed and empty years are kept only if the server is not strict.
  await connection.query("SET SESSION sql_mode = '', time_zone = '+00:00'");
  const columns = typeExamples.map(({ type }, index) => `c${index} ${type} NULL`);
  await connection.query(
    `CREATE TABLE examples (number INT PRIMARY KEY AUTO_INCREMENT, ${columns.join(', ')})`,
  );
  changes = run({ 'snapshot.mode': 'no_data' });
  await changes.until(() => changes.allOffsets.length > 1);
  const most = Math.max(...typeExamples.map(({ literals }) => literals.length));
  for (let row = 0; row <= most; row++) {
    const values = typeExamples.map(({ literals }) => literals[row] ?? 'NULL');
    await connection.query(`INSERT INTO examples VALUES (${row + 1}, ${values.join(', ')})`);
  }
  await changes.until(() => changes.records.length === most + 1);
  snapshot = run({});
  await snapshot.until(() => snapshot.records.length === most + 1);
});

afterAll(async () => {
  await connection.end();
  await database.drop();
});

function run(more: RawConfig): SourceRun {
  return new SourceRun(mySqlSource, {
    'connector.class': 'MySqlSource',
    name: 'types',
    'connection.url': `jdbc:mysql://${database.host}:${database.port}/${database.database}`,
    'connection.user': database.user,
    'connection.password': database.password,
    'topic.prefix': 'types',
    'after.state.only': 'true',
    ...more,
  });
}

function rowsOf(source: SourceRun): Rows {
  return new Map(
    source.records.map(({ value }) => {
      const row = value as { number: number };
      return [row.number, hexed(row) as Record<string, unknown>];
    }),
  );
}

/** Bytes as their hex digits, wherever they are. */
function hexed(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, hexed(each)]));
}

function columnOf(rows: Rows, index: number): unknown[] {
  return [...rows.values()].map((row) => row[`c${index}`]);
}

describe('a value', () => {
  it.each(typeExamples.map((example, index) => ({ ...example, index })))(
    'of the type $type loses nothing',
    ({ index, values }) => {
      const column = columnOf(rowsOf(changes), index);
      expect(column.slice(0, values.length)).toEqual(values);
      // Where there was no value, there is none.
      expect(column.slice(values.length).every((value) => value === null)).toBe(true);
    },
  );

  it('is the same from the binlog, from a snapshot and from a poll, and so is its schema', async () => {
    expect(rowsOf(snapshot)).toEqual(rowsOf(changes));
    expect(snapshot.records[0]?.valueSchema).toEqual(changes.records[0]?.valueSchema);
    const polled = run({ mode: 'incrementing', 'poll.interval.ms': '50' });
    await polled.until(() => polled.records.length === changes.records.length);
    expect(rowsOf(polled)).toEqual(rowsOf(changes));
    expect(polled.records[0]?.valueSchema?.fields).toEqual(changes.records[0]?.valueSchema?.fields);
    const bulk = run({ mode: 'bulk' });
    await bulk.until(() => bulk.records.length === changes.records.length);
    expect(rowsOf(bulk)).toEqual(rowsOf(changes));
  });

  it('is the same from a query, but for FLOAT, of which MySQL prints six digits', async () => {
    const queried = run({ mode: 'bulk', query: 'SELECT * FROM examples' });
    await queried.until(() => queried.records.length === changes.records.length);
    const index = typeExamples.findIndex(({ type }) => type === 'FLOAT');
    const point = typeExamples.findIndex(({ type }) => type.startsWith('POINT'));
    const without = (rows: Rows): unknown =>
      new Map(
        [...rows].map(([number, row]) => {
          const { x: _x, y: _y, ...shape } = (row[`c${point}`] ?? {}) as Record<string, unknown>;
          return [number, { ...row, [`c${index}`]: undefined, [`c${point}`]: shape }];
        }),
      );
    expect(without(rowsOf(queried))).toEqual(without(rowsOf(changes)));
  });

  it('that is no date becomes nothing, or the epoch where there must be something', async () => {
    await connection.query(
      "CREATE TABLE dates (id INT PRIMARY KEY, a DATE, b DATE NOT NULL, c DATETIME(6), d TIMESTAMP NOT NULL); INSERT INTO dates VALUES (1, '0000-00-00', '2026-00-00', '0000-00-00', '0000-00-00')",
    );
    const source = run({ 'table.include.list': 'dates' });
    await source.until(() => source.records.length === 1);
    expect(source.records[0]?.value).toEqual({ id: 1, a: null, b: 0, c: null, d: '1970-01-01T00:00:00Z' });
  });
});
