import { setTimeout as delay } from 'node:timers/promises';
import { currentPosition } from '@payments/binlog';
import { freshDatabase, type FreshDatabase } from '@payments/testing';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawConfig } from '../../config/config-def.ts';
import { SourceRun } from '../../testing/source-run.ts';
import { mySqlSource } from '../mysql-source.ts';

let database: FreshDatabase;
let connections: Connection[];

beforeEach(async () => {
  database = await freshDatabase('snapshot');
  connections = [];
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

function run(more: RawConfig = {}): SourceRun {
  return new SourceRun(mySqlSource, {
    'connector.class': 'MySqlSource',
    name: 'test',
    'connection.url': `jdbc:mysql://${database.host}:${database.port}/${database.database}`,
    'connection.user': database.user,
    'connection.password': database.password,
    'topic.prefix': 'shop',
    ...more,
  });
}

/** Where the binlog is now, without a word about GTIDs: as on a server that has none. */
async function placeByFile(): Promise<Record<string, unknown>> {
  const { drop: _, ...account } = database;
  const connection = await createConnection(account);
  connections.push(connection);
  const { file, offset, serverUuid } = await currentPosition(connection);
  return { file, pos: offset, row: 0, server_uuid: serverUuid };
}

/** What a reader of the topics has in the end: the last record of each key. */
function rebuilt(source: SourceRun): Map<string, unknown> {
  const tables = new Map<string, unknown>();
  for (const { topic, key, value } of source.records) {
    const name = `${topic.split('.').at(-1)} ${JSON.stringify(key)}`;
    const after = (value as { after: unknown } | null)?.after ?? null;
    if (after === null) tables.delete(name);
    else tables.set(name, after);
  }
  return tables;
}

async function tablesNow(names: readonly string[]): Promise<Map<string, unknown>> {
  const connection = await connect();
  const tables = new Map<string, unknown>();
  for (const name of names) {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT * FROM ??', [name]);
    for (const row of rows) {
      const { id, part } = row as { id: number; part?: string };
      tables.set(`${name} ${JSON.stringify(part === undefined ? { id } : { part, id })}`, { ...row });
    }
  }
  return tables;
}

describe('a snapshot', () => {
  it.each(['GTIDs', 'files'])(
    'and the changes made meanwhile rebuild the tables exactly, wherever the task dies, by %s',
    async (by) => {
      const rows = 1_500;
      const connection = await connect();
      await connection.query(
        `CREATE TABLE accounts (id INT PRIMARY KEY, balance INT NOT NULL);
       CREATE TABLE entries (part VARCHAR(10), id INT, amount INT NOT NULL, PRIMARY KEY (part, id))`,
      );
      const ids = Array.from({ length: rows }, (_, index) => index * 2);
      await connection.query('INSERT INTO accounts VALUES ?', [ids.map((id) => [id, 0])]);
      await connection.query('INSERT INTO entries VALUES ?', [ids.map((id) => [`Part${id % 7}`, id, 0])]);

      const over = new AbortController();
      const writing = Array.from({ length: 3 }, async () => {
        const writer = await connect();
        for (let count = 1; !over.signal.aborted; count++) {
          const any = (): number => Math.floor(Math.random() * rows * 2);
          const id = any();
          const part = `pART${id % 7}`;
          const statements: readonly (readonly [string, readonly unknown[]])[] = [
            ['BEGIN', []],
            ['REPLACE INTO accounts VALUES (?, ?)', [id, count]],
            ['UPDATE entries SET amount = amount + 1 WHERE part = ? AND id < ? LIMIT 3', [part, id]],
            ['DELETE FROM accounts WHERE id = ?', [any()]],
            ['UPDATE IGNORE accounts SET id = id + 1 WHERE id = ?', [any()]],
            ['REPLACE INTO entries VALUES (?, ?, ?)', [part, id, count]],
            [Math.random() < 0.1 ? 'ROLLBACK' : 'COMMIT', []],
          ];
          try {
            for (const [statement, parameters] of statements) await writer.query(statement, [...parameters]);
          } catch {
            // One of two that wait for each other gives way.
            await writer.query('ROLLBACK');
          }
          await delay(3);
        }
      });

      const source = run({ 'snapshot.fetch.size': '100', 'max.batch.size': '200' });
      if (by === 'files') source.setOffset({ partition: { server: 'shop' }, offset: await placeByFile() });
      const isRead = (): boolean =>
        ['accounts', 'entries'].every(
          (table) =>
            source.offset({ server: 'shop', table: `${database.database}.${table}` })?.['snapshot'] ===
            'done',
        );
      let lives = 0;
      while (!isRead()) {
        const enough = source.batchSizes.length + Math.ceil(Math.random() * 12);
        await source.until(() => isRead() || source.batchSizes.length > enough, { dies: true });
        lives += 1;
      }
      await delay(300);
      over.abort();
      await Promise.all(writing);
      await connection.query('INSERT INTO accounts VALUES (-1, 0)');
      await source.until(() => rebuilt(source).has('accounts {"id":-1}'));

      expect(rebuilt(source)).toEqual(await tablesNow(['accounts', 'entries']));
      expect(lives).toBeGreaterThan(3);
      const reads = source.records.filter(
        ({ value }) => (value as { op?: string } | null)?.op === 'r',
      ).length;
      expect(reads).toBeGreaterThan(rows);
      // Pieces that were read and not committed are read again, but none of what was.
      expect(reads).toBeLessThanOrEqual(2 * rows * 1.5);
    },
  );

  it('goes along keys of every type', async () => {
    const keys: Readonly<Record<string, string>> = {
      unsigned: 'BIGINT UNSIGNED|18446744073709551615,9223372036854775808,9007199254740993,0',
      exact: 'DECIMAL(30,10)|12345678901234567890.0123456789,12345678901234567890.0123456788,-1,0',
      bytes: "VARBINARY(10)|x'ff00',x'00',x'27',x'5c'",
      text: "VARCHAR(10) COLLATE utf8mb4_0900_ai_ci|'b','A','é','''\\\\%'",
      word: "ENUM('z','a','m')|'a','z','m'",
      words: "SET('z','a','m')|'a,m','z','','a'",
      moment: "TIMESTAMP(6)|'2026-11-22 00:00:00.000001','2026-11-22 00:00:00.000002','1999-01-01 00:00:00'",
      day: "DATE|'2026-11-22','0001-01-01','9999-12-31'",
      hours: "TIME(3)|'-838:59:59','838:59:59','00:00:00.001'",
      bits: "BIT(40)|b'1',b'1000000000000000000000000000000000000000',b'0'",
      real: 'DOUBLE|1e300,0.1,-1.7976931348623157e308',
      single: 'FLOAT|0.1,1.5,-3.4e38',
      latin: "VARCHAR(5) CHARACTER SET latin1|'é','z','A'",
    };
    const connection = await connect();
    for (const [name, definition] of Object.entries(keys)) {
      const [type = '', values = ''] = definition.split('|');
      await connection.query(`CREATE TABLE t_${name} (id ${type}, number INT, PRIMARY KEY (id, number))`);
      for (const value of values.split(/,(?=(?:[^']*'[^']*')*[^']*$)/)) {
        await connection.query(`INSERT INTO t_${name} VALUES (${value}, 1), (${value}, 2)`);
      }
    }
    const expected = await Promise.all(
      Object.keys(keys).map(async (name) => {
        const [rows] = await connection.query<RowDataPacket[]>(`SELECT COUNT(*) AS count FROM t_${name}`);
        return [`t_${name}`, Number(rows[0]?.['count'])] as const;
      }),
    );
    const source = run({
      'snapshot.fetch.size': '3',
      'snapshot.mode': 'initial_only',
      'after.state.only': 'true',
    });
    const total = expected.reduce((sum, [, count]) => sum + count, 0);
    await source.until(() => source.records.length >= total);
    await source.for(200);
    const counts = new Map<string, number>();
    for (const { topic } of source.records) {
      const name = topic.split('.').at(-1) ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(counts).toEqual(new Map(expected));
  });
});
