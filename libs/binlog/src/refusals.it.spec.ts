import { freshDatabase, type FreshDatabase } from '@payments/testing';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BinlogPurgedError,
  BinlogSettingsError,
  BinlogUnreadableError,
  currentPosition,
  type Position,
  readBinlog,
  type ReadBinlogOptions,
} from './index.ts';

let database: FreshDatabase;
let connection: Connection;
let start: Position;

beforeEach(async () => {
  database = await freshDatabase('refusals');
  connection = await connect();
  await connection.query('CREATE TABLE orders (id INT PRIMARY KEY, item VARCHAR(200))');
  start = await currentPosition(connection);
});

afterEach(async () => {
  await connection.end();
  await database.drop();
});

function connect(): Promise<Connection> {
  const { drop: _, ...account } = database;
  return createConnection({ ...account, multipleStatements: true });
}

function options(more: Partial<ReadBinlogOptions> = {}): ReadBinlogOptions {
  const { host, port, user, password } = database;
  const tables = [{ schema: database.database, table: 'orders' }];
  return { connection: { host, port, user, password }, tables, from: start, ...more };
}

describe('reading the binlog is refused', () => {
  it('when the position is in a file that is gone, past its end, or of another server', async () => {
    const { gtidSet, ...file } = start;
    for (const from of [
      { ...file, file: 'binlog.999999' },
      { ...file, offset: 3_000_000_000 },
      { ...file, serverUuid: '00000000-0000-0000-0000-000000000001' },
      { ...start, gtidSet: `${gtidSet ?? ''},00000000-0000-0000-0000-000000000001:1-5` },
    ]) {
      await expect(readBinlog(options({ from })).next()).rejects.toThrow(BinlogPurgedError);
    }
  });

  it('when the user may not, and the message says what to grant', async () => {
    const user = database.database.slice(-30);
    const { host, port } = database;
    const asUser = { connection: { host, port, user, password: 'x' } };
    await connection.query('CREATE USER ? IDENTIFIED BY ?', [user, 'x']);
    const refusal = readBinlog(options(asUser)).next();
    await expect(refusal).rejects.toThrow(BinlogSettingsError);
    await expect(refusal).rejects.toThrow('GRANT REPLICATION SLAVE');
    await connection.query('GRANT REPLICATION CLIENT ON *.* TO ?', [user]);
    await expect(readBinlog(options(asUser)).next()).rejects.toThrow('GRANT REPLICATION SLAVE');
    await connection.query('DROP USER ?', [user]);
  });

  it.each([
    ['partial rows', "SET SESSION binlog_row_image = 'MINIMAL'; INSERT INTO orders (id) VALUES (1)"],
    [
      'statements instead of rows',
      "SET SESSION binlog_format = 'STATEMENT'; INSERT INTO orders VALUES (1, 'tea')",
    ],
    [
      'XA transactions',
      "XA START 'a'; INSERT INTO orders VALUES (1, 'tea'); XA END 'a'; XA PREPARE 'a'; XA COMMIT 'a'",
    ],
  ])('when a session wrote %s', async (_, statements) => {
    const other = await connect();
    await other.query(statements);
    await other.end();
    await expect(readBinlog(options()).next()).rejects.toThrow(BinlogUnreadableError);
  });
});
