import { randomUUID } from 'node:crypto';
import { currentPosition, type Position } from '@payments/binlog';
import { eventually, freshDatabase, type FreshDatabase } from '@payments/testing';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectionSettings } from '../../mysql/connection-settings.ts';
import { type Chunk, ChunkReader } from './chunk-reader.service.ts';

let database: FreshDatabase;
let connection: Connection;
let reader: ChunkReader;

beforeEach(async () => {
  database = await freshDatabase('chunk');
  const { drop: _, ...account } = database;
  connection = await createConnection({ ...account, multipleStatements: true });
  await connection.query(
    'CREATE TABLE accounts (id INT PRIMARY KEY, balance INT); INSERT INTO accounts VALUES (1, 10)',
  );
  const settings = connectionSettings({
    'connection.url': `jdbc:mysql://${database.host}:${database.port}/${database.database}`,
    'connection.user': database.user,
    'connection.password': database.password,
  });
  reader = new ChunkReader(settings, 100, new AbortController().signal);
});

afterEach(async () => {
  reader.close();
  await connection.end();
  await database.drop();
});

function read(emitted: Position): Promise<Chunk | undefined> {
  return reader.read({ schema: database.database, table: 'accounts' }, { state: 'waiting' }, emitted);
}

/** Until some other connection to the database waits in a statement like this. */
async function untilWaitsIn(statement: string): Promise<void> {
  await eventually(
    async () => {
      const [rows] = await connection.query<RowDataPacket[]>(
        "SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = ? AND COMMAND = 'Query' AND INFO LIKE ? AND ID <> CONNECTION_ID()",
        [database.database, statement],
      );
      return rows.length > 0;
    },
    { what: `somebody who waits in ${statement}` },
  );
}

describe('a piece is read when everything that was emitted can be seen', () => {
  it('which the server says, where it has GTIDs', async () => {
    const position = await currentPosition(connection);
    // A transaction that is in the binlog, as far as the reader knows, and that nobody can see yet.
    const gtid = `${randomUUID()}:1`;
    const reading = read({ ...position, gtidSet: `${position.gtidSet ?? ''},${gtid}` });
    await untilWaitsIn('%WAIT_FOR_EXECUTED_GTID_SET%');
    await connection.query('SET GTID_NEXT = ?', [gtid]);
    await connection.query('BEGIN; UPDATE accounts SET balance = 20; COMMIT');
    await connection.query("SET GTID_NEXT = 'AUTOMATIC'");
    expect((await reading)?.rows).toEqual([{ id: 1, balance: 20 }]);
  });

  it('which the locks of its rows say, where there are none', async () => {
    const { gtidSet: _, ...place } = await currentPosition(connection);
    await connection.query('BEGIN; UPDATE accounts SET balance = 20');
    const reading = read(place);
    await untilWaitsIn('%FOR SHARE%');
    await connection.query('COMMIT');
    expect((await reading)?.rows).toEqual([{ id: 1, balance: 20 }]);
  });
});

it('a table that is gone has no piece', async () => {
  const position = await currentPosition(connection);
  await connection.query('DROP TABLE accounts');
  expect(await read(position)).toBeUndefined();
});
