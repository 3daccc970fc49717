import { eventually, type FreshDatabase, freshDatabase, unique } from '@payments/testing';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import { mySqlSource } from '../mysql-source/mysql-source.ts';
import { type TestWorker, WorkerCluster } from '../testing/worker-cluster.ts';
import { mySqlSink } from './mysql-sink.ts';

let from: FreshDatabase;
let to: FreshDatabase;
let sql: Connection;
let cluster: WorkerCluster;
let worker: TestWorker;

beforeAll(async () => {
  [from, to] = await Promise.all([freshDatabase('from'), freshDatabase('to')]);
  const { drop: _drop, ...address } = from;
  sql = await createConnection({ ...address, multipleStatements: true, dateStrings: true, timezone: 'Z' });
  cluster = new WorkerCluster([mySqlSource, mySqlSink]);
  worker = await cluster.start();
});

afterAll(async () => {
  await cluster.close();
  await sql.end();
  await Promise.all([from.drop(), to.drop()]);
});

const columns = `
  id BIGINT UNSIGNED NOT NULL, part VARCHAR(20) NOT NULL,
  tiny TINYINT, flag BOOLEAN, small SMALLINT UNSIGNED, middle MEDIUMINT, plain INT UNSIGNED, big BIGINT,
  price DECIMAL(30, 10), ratio FLOAT, exact_ratio DOUBLE,
  day DATE, clock TIME(6), moment DATETIME(6), seconds DATETIME, zoned TIMESTAMP(6) NULL, made YEAR,
  word ENUM('a', 'b'), words SET('x', 'y', 'z'), doc JSON, bits BIT(12), one BIT(1),
  fixed CHAR(5), body TEXT, raw BLOB, packed VARBINARY(20), doubled BIGINT AS (plain * 2) STORED,
  PRIMARY KEY (id, part)`;

const rows = `
  (1, 'ä', -128, TRUE, 65535, -8388608, 4294967295, -9223372036854775808, -12345678901234567890.0123456789, 0.1, 1e-300,
   '2026-11-22', '-838:59:58.000001', '2026-11-22 16:30:00.123456', '1000-01-01 00:00:00', '2038-01-19 03:14:07.999999', 2155,
   'b', 'x,z', '{"a": [1, 12345678901234567890, "ü"]}', b'101010101010', b'1', 'ab', 'it''s \\\\ \\n "quoted"', x'00ff', x'7f80'),
  (2, '', 0, FALSE, 0, 0, 0, 0, 0, -0.5, 0, '9999-12-31', '00:00:00', '9999-12-31 23:59:59.999999', '2026-03-29 02:30:00',
   '1970-01-01 00:00:01', 1901, 'a', '', 'null', b'0', b'0', '', '', '', ''),
  (9223372036854775807, 'Z', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`;

const given = columns.replaceAll(/\s+/g, ' ').trim();
const names = [...given.matchAll(/(?:^|, )([a-z_]+) [A-Z]/g)].map(([, name]) => name ?? '');
const written = names.filter((name) => name !== 'doubled').join(', ');

/** The files of Debezium's MySQL tutorial, with other hosts and names. */
function sourceConfig(prefix: string): RawConfig {
  return {
    'connector.class': 'io.debezium.connector.mysql.MySqlConnector',
    'tasks.max': '1',
    'database.hostname': from.host,
    'database.port': String(from.port),
    'database.user': from.user,
    'database.password': from.password,
    'database.server.id': '184054',
    'topic.prefix': prefix,
    'database.include.list': from.database,
    'schema.history.internal.kafka.bootstrap.servers': 'kafka:9092',
    'schema.history.internal.kafka.topic': 'schema-changes.inventory',
    transforms: 'route',
    'transforms.route.type': 'org.apache.kafka.connect.transforms.RegexRouter',
    'transforms.route.regex': String.raw`([^.]+)\.([^.]+)\.([^.]+)`,
    'transforms.route.replacement': `${prefix}_$3`,
  };
}

function sinkConfig(prefix: string, more: RawConfig): RawConfig {
  return {
    'connector.class': 'io.confluent.connect.jdbc.JdbcSinkConnector',
    'tasks.max': '1',
    'topics.regex': `${prefix}_.*`,
    'connection.url': `jdbc:mysql://${to.host}:${to.port}/${to.database}?useSSL=false`,
    'connection.user': to.user,
    'connection.password': to.password,
    transforms: 'unwrap',
    'transforms.unwrap.type': 'io.debezium.transforms.ExtractNewRecordState',
    'transforms.unwrap.drop.tombstones': 'false',
    'insert.mode': 'upsert',
    'delete.enabled': 'true',
    'pk.mode': 'record_key',
    ...more,
  };
}

async function create(config: RawConfig): Promise<string> {
  const name = unique('c');
  await worker.cluster.create(name, { name, ...config });
  return name;
}

async function contentOf(table: string, list = names.join(', ')): Promise<readonly RowDataPacket[]> {
  const [content] = await sql.query<RowDataPacket[]>(`SELECT ${list} FROM ${table} ORDER BY 1, 2`);
  return content;
}

async function expectSame(one: string, other: string, list?: string): Promise<void> {
  await eventually(
    async () => {
      expect(await contentOf(other, list)).toEqual(await contentOf(one, list));
      return true;
    },
    { what: `${other} like ${one}`, timeoutMs: 30_000 },
  );
}

describe('a table, through a topic into another database', () => {
  it('is the same there, type by type, through changes, deletions and changes of its columns', async () => {
    const prefix = unique('copy').replaceAll('-', '_');
    await sql.query(
      `CREATE TABLE everything (${columns}); CREATE TABLE ${to.database}.${prefix}_everything (${columns})`,
    );
    await sql.query(`INSERT INTO everything (${written}) VALUES ${rows}`);
    await create(sourceConfig(prefix));
    await create(sinkConfig(prefix, { 'auto.evolve': 'true' }));
    const copy = `${to.database}.${prefix}_everything`;
    await expectSame('everything', copy);
    expect(await contentOf(copy)).toHaveLength(3);

    await sql.query(
      `
      UPDATE everything SET body = 'changed', moment = '2000-02-29 12:00:00.000001' WHERE id = 1;
      UPDATE everything SET part = 'moved' WHERE id = 2;
      DELETE FROM everything WHERE id = 9223372036854775807;
      INSERT INTO everything (${written}) SELECT ${written.replace('id', 'id + 100')} FROM everything WHERE id < 100`,
    );
    await expectSame('everything', copy);

    await sql.query(
      `ALTER TABLE everything ADD COLUMN late DECIMAL(10, 2); UPDATE everything SET late = id WHERE id < 100`,
    );
    await expectSame('everything', copy, 'id, part, late');
  });

  it('is made there if it is missing, with columns that hold all of it', async () => {
    const prefix = unique('made').replaceAll('-', '_');
    await sql.query(`CREATE TABLE IF NOT EXISTS another (${columns})`);
    await sql.query(`INSERT INTO another (${written}) VALUES ${rows}`);
    await create({ ...sourceConfig(prefix), 'table.include.list': `${from.database}.another` });
    await create(sinkConfig(prefix, { 'auto.create': 'true' }));
    const copy = `${to.database}.${prefix}_another`;
    // What holds anything does not look the same: a DATETIME(6) has more digits, and ENUM is text.
    const list = `id, part, price, ratio, exact_ratio, day, clock, moment, made, CONCAT(word) AS word, doc, HEX(bits) AS bits,
      one + 0 AS one, body, raw, doubled, CAST(seconds AS DATETIME) AS seconds`;
    await eventually(async () => (await contentOf(copy, 'id, part')).length === 3);
    await expectSame('another', copy, list);
  });
});
