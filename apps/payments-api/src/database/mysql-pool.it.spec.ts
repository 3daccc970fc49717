import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiSettings } from '../api-settings.ts';
import { type TestDatabase, testDatabase } from '../testing/running-api.ts';
import { MysqlPool } from './mysql-pool.service.ts';

let database: TestDatabase;
let pool: MysqlPool;

beforeAll(async () => {
  database = await testDatabase();
  const { host, port, user, password, database: name } = database;
  pool = new MysqlPool(
    new ApiSettings({
      MYSQL_HOST: host,
      MYSQL_PORT: String(port),
      MYSQL_USER: user,
      MYSQL_PASSWORD: password,
      MYSQL_DATABASE: name,
    }),
  );
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await database.drop();
});

it('asks for what the service relies on, whatever the server’s own defaults', async () => {
  const [session] = await pool.use((connection) =>
    connection.read(
      'SELECT @@sql_mode AS mode, @@transaction_isolation AS isolation, @@innodb_lock_wait_timeout AS wait, @@lock_wait_timeout AS metadataWait',
    ),
  );
  expect(session).toMatchObject({
    mode: expect.stringContaining('STRICT_TRANS_TABLES'),
    isolation: 'READ-COMMITTED',
    wait: 3,
    metadataWait: 3,
  });
});

it('counts the rows that changed, not those that were found', async () => {
  await database.rows('CREATE TABLE cups (id INT PRIMARY KEY, full BOOL NOT NULL)');
  await database.rows('INSERT INTO cups VALUES (1, TRUE), (2, FALSE)');
  const changed = await pool.use((connection) => connection.write('UPDATE cups SET full = ?', [true]));
  expect(changed).toBe(1);
});

it('keeps its connections through errors of statements', async () => {
  const thread = (): Promise<unknown> =>
    pool.use(async (connection) => (await connection.read('SELECT CONNECTION_ID() AS id'))[0]?.['id']);
  const before = await thread();
  await expect(pool.use((connection) => connection.read('SELECT nothing'))).rejects.toThrow(/Unknown column/);
  expect(await thread()).toBe(before);
});

it('throws away a connection whose statement nobody waits for any more', async () => {
  const connectionId = async (): Promise<unknown> =>
    pool.use(async (connection) => (await connection.read('SELECT CONNECTION_ID() AS id'))[0]?.['id']);
  const before = await connectionId();
  await expect(pool.use((connection) => connection.read('SELECT SLEEP(20)'))).rejects.toMatchObject({
    code: 'PROTOCOL_SEQUENCE_TIMEOUT',
  });
  expect(await connectionId()).not.toBe(before);
});
