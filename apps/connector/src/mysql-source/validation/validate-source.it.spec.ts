import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawConfig } from '../../config/config-def.ts';
import { configErrors } from '../../config/read-config.ts';
import { MySqlSourceGround } from '../../testing/mysql-source-ground.ts';
import { mySqlSource } from '../mysql-source.ts';

let ground: MySqlSourceGround;
let poor: string;

beforeAll(async () => {
  ground = await MySqlSourceGround.start(
    'check',
    `CREATE TABLE customers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50), changed DATETIME(3) NULL);
     CREATE TABLE keyless (name VARCHAR(50));
     CREATE TABLE vectors (id INT PRIMARY KEY, embedding VECTOR(3))`,
  );
  poor = ground.database.slice(-30);
  await ground.sql.query('CREATE USER ? IDENTIFIED BY ?; GRANT SELECT ON ??.customers TO ?', [
    poor,
    'poor',
    ground.database,
    poor,
  ]);
});

afterAll(async () => {
  await ground.sql.query('DROP USER ?', [poor]);
  await ground.stop();
});

function jdbc(more: RawConfig = {}): RawConfig {
  return ground.jdbc({ mode: 'incrementing', 'table.whitelist': 'customers', ...more });
}

function debezium(more: RawConfig = {}): RawConfig {
  return ground.debezium(more);
}

/** What is wrong, by key, as a client of the REST API sees it. */
async function errorsOf(raw: RawConfig): Promise<Record<string, string>> {
  const alone = configErrors(mySqlSource.configDef(raw), raw);
  const errors = alone.size > 0 ? alone : await mySqlSource.validate?.(raw, new AbortController().signal);
  return Object.fromEntries([...(errors ?? [])].map(([key, sentences]) => [key, sentences.join(' ')]));
}

describe('a configuration', () => {
  it('of either kind is good', async () => {
    expect(await errorsOf(jdbc())).toEqual({});
    expect(await errorsOf(debezium())).toEqual({});
  });

  it("as in Debezium's tutorial, of now and of before its second version, is good", async () => {
    const { 'topic.prefix': _, 'table.include.list': __, ...old } = debezium();
    const tutorial = {
      ...old,
      'tasks.max': '1',
      'database.server.id': '184054',
      'database.include.list': ground.database,
      'table.exclude.list': '.*\\.(keyless|vectors)',
    };
    const history = {
      'schema.history.internal.kafka.bootstrap.servers': 'kafka:9092',
      'schema.history.internal.kafka.topic': 'schema-changes.inventory',
    };
    expect(await errorsOf({ ...tutorial, ...history, 'topic.prefix': 'dbserver1' })).toEqual({});
    expect(await errorsOf({ ...tutorial, 'database.server.name': 'dbserver1' })).toEqual({});
    expect(await errorsOf(tutorial)).toEqual({
      'topic.prefix': 'Missing required configuration "topic.prefix" which has no default value.',
    });
  });

  it("as in the JDBC source's quickstart, with MySQL in place of SQLite, is good", async () => {
    const quickstart = { mode: 'incrementing', 'incrementing.column.name': 'ID', 'tasks.max': '1' };
    expect(await errorsOf(jdbc({ ...quickstart, 'table.whitelist': 'customers' }))).toEqual({});
  });

  it('with a server that is not there, that is silent, or that does not know us, says so within seconds', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const nowhere = ground.jdbc()['connection.url']?.replace(ground.database, 'nowhere') ?? '';
    const startedAt = performance.now();
    const [gone, mute, stranger, unknown] = await Promise.all([
      errorsOf(debezium({ 'database.port': '1' })),
      errorsOf(jdbc({ 'connection.url': `jdbc:mysql://127.0.0.1:${port}/shop` })),
      errorsOf(debezium({ 'database.password': 'wrong-secret' })),
      errorsOf(jdbc({ 'connection.url': nowhere })),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    silent.close();
    expect(gone['database.hostname']).toMatch(/127\.0\.0\.1:1 cannot be reached/);
    expect(mute['connection.url']).toMatch(/cannot be reached: .*(no answer within|ETIMEDOUT)/);
    expect(stranger['database.password']).toMatch(/refuses the user 'root' with this password/);
    expect(JSON.stringify(stranger)).not.toContain('wrong-secret');
    expect(unknown['connection.url']).toMatch(/has no database 'nowhere'/);
  });

  it('with tables that are not there or cannot be read, names them', async () => {
    expect(await errorsOf(jdbc({ 'table.whitelist': 'customers,custmers' }))).toEqual({
      'table.whitelist': expect.stringMatching(
        /There is no table custmers at .* that the user 'root' may read/,
      ) as string,
    });
    expect(await errorsOf(debezium({ 'table.include.list': `${ground.database}.custmers` }))).toEqual({
      'table.include.list': expect.stringContaining('custmers') as string,
    });
    expect(await errorsOf(debezium({ 'table.include.list': 'nowhere\\..*' }))).toEqual({
      'table.include.list': expect.stringContaining('No table') as string,
    });
    expect(await errorsOf(debezium({ 'table.include.list': `${ground.database}.keyless` }))).toEqual({
      'table.include.list': expect.stringMatching(
        /keyless has no primary key.*table\.exclude\.list/,
      ) as string,
    });
    expect(await errorsOf(debezium({ 'table.include.list': `${ground.database}.vectors` }))).toEqual({
      'table.include.list': expect.stringMatching(
        /vectors: The column embedding has the type VECTOR/,
      ) as string,
    });
    expect(await errorsOf(debezium({ 'message.key.columns': `${ground.database}.customers:nam` }))).toEqual({
      'message.key.columns': expect.stringContaining('has no column nam') as string,
    });
  });

  it('of a user without the rights names the GRANT', async () => {
    const user = { 'database.user': poor, 'database.password': 'poor' };
    expect(await errorsOf(debezium(user))).toEqual({
      'database.user': expect.stringContaining(
        `GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO '${poor}'`,
      ) as string,
    });
    const account = { 'connection.user': poor, 'connection.password': 'poor' };
    expect(await errorsOf(jdbc(account))).toEqual({
      'connection.user': expect.stringMatching(
        /GRANT PROCESS ON \*\.\* .* late\.commit\.grace\.ms/,
      ) as string,
    });
    expect(await errorsOf(jdbc({ ...account, 'late.commit.grace.ms': '60000' }))).toEqual({});
    expect(await errorsOf(jdbc({ ...account, mode: 'bulk' }))).toEqual({});
  });

  it.each([
    [{ mode: 'sometimes' }, 'mode', 'must be one of: bulk, incrementing, timestamp, timestamp+incrementing'],
    [{ mode: 'timestamp' }, 'timestamp.column.name', 'needs the column'],
    [{ mode: 'timestamp', 'timestamp.column.name': 'changed' }, 'timestamp.column.name', 'must be NOT NULL'],
    [{ mode: 'timestamp', 'timestamp.column.name': 'name' }, 'timestamp.column.name', 'must be a DATETIME'],
    [
      { 'incrementing.column.name': 'nr' },
      'incrementing.column.name',
      'has no column nr; it has id, name, changed',
    ],
    [{ 'incrementing.column.name': 'name' }, 'incrementing.column.name', 'only whole numbers'],
    [{ 'table.blacklist': 'others' }, 'table.whitelist', 'exclude each other'],
    [{ query: 'SELECT 1', mode: 'bulk' }, 'query', 'exclude each other'],
    [
      { 'table.whitelist': '', query: 'SELECT * FRM customers', mode: 'bulk' },
      'query',
      'does not take the query',
    ],
    [{ 'connection.url': 'jdbc:sqlite:test.db' }, 'connection.url', 'must begin with jdbc:mysql://'],
    [
      { 'table.whitelist': '', 'table.include.list': '(' },
      'table.include.list',
      'Invalid regular expression',
    ],
    [{ 'db.timezone': 'Mars' }, 'db.timezone', 'must be a time zone'],
  ])('with %j says at the key %s what is wrong', async (more, key, sentence) => {
    const errors = await errorsOf(jdbc(more));
    expect(Object.keys(errors)).toEqual([key]);
    expect(errors[key]).toContain(sentence);
  });
});
