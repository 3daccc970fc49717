import { eventually } from '@payments/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  BinlogPurgedError,
  BinlogSettingsError,
  type BinlogStatus,
  BinlogUnreadableError,
  readBinlog,
  type ReadBinlogOptions,
  takeSnapshot,
} from './index.ts';
import { OwnServer } from './testing/own-server.ts';

let server: OwnServer;
beforeAll(async () => (server = await OwnServer.start()), 120_000);
afterAll(() => server.stop());
beforeEach(() =>
  server.execute(
    'DROP DATABASE IF EXISTS shop; CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY)',
  ),
);

function options(more: Partial<ReadBinlogOptions>): ReadBinlogOptions {
  return {
    connection: server.address,
    tables: [{ schema: 'shop', table: 'orders' }],
    longestRetryMs: 500,
    ...more,
  };
}

/** Inserts 0, 1, 2 … until told to stop; an insert with unknown outcome is tried again. Returns how many there are. */
async function insertUntil(stopped: () => boolean): Promise<number> {
  let id = 0;
  while (!stopped()) {
    const connection = await server.connect().catch(() => undefined);
    if (connection === undefined) continue;
    try {
      for (; !stopped(); id += 1) await connection.query('INSERT IGNORE INTO shop.orders VALUES (?)', [id]);
    } catch {
      connection.destroy();
    }
    connection.destroy();
  }
  return id;
}

async function readAll(
  more: Partial<ReadBinlogOptions>,
  enough: (seen: readonly number[]) => boolean,
): Promise<number[]> {
  const seen: number[] = [];
  for await (const { changes } of readBinlog(options({ idleMs: 100, ...more }))) {
    for (const { rows } of changes) for (const row of rows) seen.push((row as { id: number }).id);
    if (enough(seen)) break;
  }
  return seen;
}

describe('a reader of the binlog', () => {
  it.each(['GTID', 'file'])(
    'loses and repeats nothing when MySQL is killed and started again, by %s',
    async (by) => {
      const { gtidSet, ...file } = await server.position();
      const from = by === 'GTID' && gtidSet !== undefined ? { ...file, gtidSet } : file;
      let stopped = false;
      let inserted: number | undefined;
      const writing = insertUntil(() => stopped).then((count) => (inserted = count));
      const reading = readAll({ from, maxRows: 50 }, (seen) => seen.length === inserted);
      for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
        const before = await server.position();
        await eventually(async () => (await server.position()).offset > before.offset + 20_000);
        await server.process.kill(signal);
        await server.process.start();
      }
      stopped = true;
      const count = await writing;
      expect(count).toBeGreaterThan(100);
      expect(await reading).toEqual(Array.from({ length: count }, (_, index) => index));
    },
    120_000,
  );

  it('notices a connection that died without a word, and goes on when MySQL answers again', async () => {
    const from = await server.position();
    const states: BinlogStatus[] = [];
    const onStatus = (status: BinlogStatus): number => states.push(status);
    const reading = readAll({ from, onStatus, heartbeatMs: 200 }, (seen) => seen.length === 2);
    await server.execute('INSERT INTO shop.orders VALUES (1)');
    await eventually(() => states.some(({ state }) => state === 'streaming'));
    await server.process.kill('SIGSTOP');
    await eventually(
      () => states.some((each) => each.state === 'waiting' && /silent/.test(each.cause.message)),
      {
        what: 'noticing the silence',
      },
    );
    await server.process.kill('SIGCONT');
    await server.execute('INSERT INTO shop.orders VALUES (2)');
    expect(await reading).toEqual([1, 2]);
  });

  it('stays connected to an idle server', async () => {
    const states: BinlogStatus[] = [];
    const onStatus = (status: BinlogStatus): number => states.push(status);
    let idle = 0;
    for await (const { rows } of readBinlog(options({ onStatus, heartbeatMs: 250, idleMs: 100 }))) {
      expect(rows).toBe(0);
      idle += 1;
      if (idle === 25) break;
    }
    expect(states.map(({ state }) => state)).toEqual(['connecting', 'streaming']);
  });

  it.each(['GTID', 'file'])('says so when what it needs was purged, by %s', async (by) => {
    const { gtidSet, ...file } = await server.position();
    const from = by === 'GTID' && gtidSet !== undefined ? { ...file, gtidSet } : file;
    await server.execute('INSERT INTO shop.orders VALUES (1); FLUSH BINARY LOGS');
    const { file: current } = await server.position();
    await server.execute(`PURGE BINARY LOGS TO '${current}'`);
    await expect(readBinlog(options({ from })).next()).rejects.toThrow(BinlogPurgedError);
  });

  it.each([
    ["SET GLOBAL binlog_row_metadata = 'MINIMAL'", "SET GLOBAL binlog_row_metadata = 'FULL'"],
    ["SET GLOBAL binlog_row_image = 'NOBLOB'", "SET GLOBAL binlog_row_image = 'FULL'"],
    ["SET GLOBAL binlog_transaction_compression = 'ON'", "SET GLOBAL binlog_transaction_compression = 'OFF'"],
  ])('refuses to start after %s', async (statement, undo) => {
    await server.execute(statement);
    try {
      const refusal = readBinlog(options({})).next();
      await expect(refusal).rejects.toThrow(BinlogSettingsError);
      await expect(refusal).rejects.toThrow(/SET PERSIST binlog_/);
    } finally {
      await server.execute(undo);
    }
  });

  it.each([
    [
      'compressed a transaction',
      "SET SESSION binlog_transaction_compression = 'ON'; INSERT INTO shop.orders VALUES (1)",
    ],
    [
      'wrote rows without the names of their columns',
      "SET GLOBAL binlog_row_metadata = 'MINIMAL'; INSERT INTO shop.orders VALUES (1); SET GLOBAL binlog_row_metadata = 'FULL'",
    ],
  ])('stops at what it cannot read when somebody %s', async (_, statements) => {
    const from = await server.position();
    await server.execute(statements);
    await expect(readBinlog(options({ from })).next()).rejects.toThrow(BinlogUnreadableError);
  });

  it('reads on over a large transaction on other tables', async () => {
    await server.execute('CREATE TABLE shop.other (id INT PRIMARY KEY AUTO_INCREMENT, text VARCHAR(1000))');
    const from = await server.position();
    await server.execute("INSERT INTO shop.other (text) VALUES (REPEAT('x', 1000))");
    for (let doubling = 0; doubling < 14; doubling += 1)
      await server.execute('INSERT INTO shop.other (text) SELECT text FROM shop.other');
    await server.execute('INSERT INTO shop.orders VALUES (1)');
    expect(await readAll({ from }, (seen) => seen.length === 1)).toEqual([1]);
  });
});

describe('a snapshot', () => {
  it('and what comes after its position are together everything, once, while others write', async () => {
    let stopped = false;
    const writing = insertUntil(() => stopped);
    try {
      for (let round = 0; round < 10; round += 1) {
        const snapshot = await takeSnapshot({
          connection: server.address,
          tables: [{ schema: 'shop', table: 'orders' }],
        });
        const [rows] = await snapshot.connection.query('SELECT id FROM shop.orders ORDER BY id');
        await snapshot.close();
        const before = (rows as { id: number }[]).map(({ id }) => id);
        const after = await readAll({ from: snapshot.position }, (seen) => seen.length > 20);
        expect([...before, ...after]).toEqual(
          Array.from({ length: before.length + after.length }, (_, id) => id),
        );
      }
    } finally {
      stopped = true;
      await writing;
    }
  });

  it('waits for a transaction that has written, and not for ever', async () => {
    const writer = await server.connect();
    await writer.query('BEGIN; INSERT INTO shop.orders VALUES (1)');
    const tables = [{ schema: 'shop', table: 'orders' }];
    await expect(takeSnapshot({ connection: server.address, tables, lockTimeoutSeconds: 1 })).rejects.toThrow(
      /Lock wait/,
    );
    await writer.query('COMMIT');
    const snapshot = await takeSnapshot({ connection: server.address, tables, lockTimeoutSeconds: 1 });
    const [rows] = await snapshot.connection.query('SELECT id FROM shop.orders');
    expect(rows).toEqual([{ id: 1 }]);
    await snapshot.close();
    await writer.end();
  });
});
