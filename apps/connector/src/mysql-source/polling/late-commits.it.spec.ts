import { setTimeout as delay } from 'node:timers/promises';
import { freshDatabase, type FreshDatabase } from '@payments/testing';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawConfig } from '../../config/config-def.ts';
import { SourceRun } from '../../testing/source-run.ts';
import { mySqlSource } from '../mysql-source.ts';

const modes = ['incrementing', 'timestamp', 'timestamp+incrementing'] as const;

let database: FreshDatabase;
let connections: Connection[];

beforeEach(async () => {
  database = await freshDatabase('late');
  connections = [];
  const connection = await connect();
  await connection.query(
    `CREATE TABLE payments (id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, amount INT NOT NULL,
       changed TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), KEY (changed))`,
  );
});

afterEach(async () => {
  for (const connection of connections) connection.destroy();
  await database.drop();
});

async function connect(): Promise<Connection> {
  const { drop: _, ...account } = database;
  const connection = await createConnection({ ...account, multipleStatements: true });
  connections.push(connection);
  return connection;
}

function run(mode: string, more: RawConfig = {}): SourceRun {
  const { host, port, user, password } = database;
  return new SourceRun(mySqlSource, {
    'connector.class': 'io.confluent.connect.jdbc.JdbcSourceConnector',
    name: 'test',
    'connection.url': `jdbc:mysql://${host}:${port}/${database.database}`,
    'connection.user': user,
    'connection.password': password,
    mode,
    'topic.prefix': 'jdbc-',
    'incrementing.column.name': mode === 'timestamp' ? '' : 'id',
    'timestamp.column.name': mode === 'incrementing' ? '' : 'changed',
    'poll.interval.ms': '50',
    ...more,
  });
}

function sortedIdsOf(source: SourceRun): number[] {
  return idsOf(source).toSorted((one, other) => one - other);
}

function idsOf(source: SourceRun): number[] {
  return source.records.map(({ value }) => (value as { id: number }).id);
}

describe.each(modes)('in the mode %s', (mode) => {
  it('a row that commits after a later one was polled arrives too', async () => {
    const [first, second] = [await connect(), await connect()];
    const source = run(mode);
    await first.query('BEGIN; INSERT INTO payments (amount) VALUES (1)');
    await second.query('INSERT INTO payments (amount) VALUES (2)');
    const polling = source.until(() => idsOf(source).length === 2);
    // Many polls see the second, and none the first.
    await delay(500);
    expect(idsOf(source)).toEqual(mode === 'incrementing' ? [2] : []);
    await first.query('COMMIT');
    await polling;
    await source.for(400);
    expect(sortedIdsOf(source)).toEqual([1, 2]);
  });

  it('so it does when the task dies in between', async () => {
    const [first, second] = [await connect(), await connect()];
    const source = run(mode);
    await second.query('INSERT INTO payments (amount) VALUES (0)');
    await source.until(() => idsOf(source).length === 1);
    await first.query('BEGIN; INSERT INTO payments (amount) VALUES (1)');
    await second.query('INSERT INTO payments (amount) VALUES (2)');
    await source.for(400);
    await first.query('COMMIT');
    await source.until(() => idsOf(source).length === 3);
    await source.for(400);
    expect(sortedIdsOf(source)).toEqual([1, 2, 3]);
  });

  it('nothing is lost or doubled among transactions of any length, while the task dies again and again', async () => {
    const rowsPerSecond = 1_000;
    const seconds = 2;
    const writers = 8;
    let written = 0;
    const writing = Array.from({ length: writers }, async () => {
      const connection = await connect();
      const until = Date.now() + seconds * 1_000;
      while (Date.now() < until) {
        const count = 1 + Math.floor(Math.random() * 10);
        await connection.query('BEGIN');
        for (let row = 0; row < count; row++) {
          await connection.query('INSERT INTO payments (amount) VALUES (?)', [row]);
          await delay(Math.random() * 2 * (1_000 / (rowsPerSecond / writers)));
        }
        const isLong = Math.random() < 0.05;
        if (isLong) await delay(Math.random() * 800);
        const isUndone = Math.random() < 0.1;
        await connection.query(isUndone ? 'ROLLBACK' : 'COMMIT');
        if (!isUndone) written += count;
      }
    });
    const source = run(mode, { 'batch.max.rows': '100' });
    const over = new AbortController();
    const allWritten = Promise.all(writing).then(() => over.abort());
    while (!over.signal.aborted) {
      const enough = source.records.length + 300 * Math.random();
      await source.until(() => over.signal.aborted || source.records.length > enough, { dies: true });
    }
    await allWritten;
    await source.until(() => source.records.length >= written);
    await source.for(500);
    const ids = sortedIdsOf(source);
    const [rows] = await (await connect()).query('SELECT id FROM payments ORDER BY id');
    expect(ids).toEqual((rows as { id: number }[]).map(({ id }) => id));
    // Not as many as were meant to be where everything else runs beside it, but not a few.
    expect(ids.length).toBeGreaterThan(200);
  });
});
