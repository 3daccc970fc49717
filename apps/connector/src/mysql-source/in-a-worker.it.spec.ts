import { connectKafka, type KafkaConnection, readTopic } from '@payments/kafka';
import { eventually, freshDatabase, type FreshDatabase, testStack, unique } from '@payments/testing';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningConnector, startConnector } from '../testing/running-connector.ts';
import { mySqlSource } from './mysql-source.ts';

let connector: RunningConnector;
let database: FreshDatabase;
let connection: Connection;
let kafka: KafkaConnection;

beforeAll(async () => {
  database = await freshDatabase('inventory');
  const { drop: _, ...account } = database;
  connection = await createConnection({ ...account, multipleStatements: true });
  await connection.query(
    "CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(20)); INSERT INTO customers VALUES (1001, 'Sally'), (1002, 'George')",
  );
  connector = await startConnector([mySqlSource]);
  const log = { log: () => undefined, warn: () => undefined, error: () => undefined };
  kafka = connectKafka({ brokers: testStack().kafka.brokers, clientId: 'test', log });
});

afterAll(async () => {
  await connector?.stop();
  await connection?.end();
  await database?.drop();
});

async function request(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${connector.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text === '' ? undefined : JSON.parse(text);
}

function parsed(bytes: Buffer | null): unknown {
  return bytes === null ? null : JSON.parse(bytes.toString());
}

async function recordsOf(topic: string): Promise<{ key: unknown; value: unknown }[]> {
  const records: { key: unknown; value: unknown }[] = [];
  await readTopic(kafka, topic, (some) => {
    for (const { key, value } of some) records.push({ key: parsed(key), value: parsed(value) });
  });
  return records;
}

it("Debezium's tutorial and the JDBC source's quickstart run, with only hosts and names changed", async () => {
  const prefix = unique('dbserver1');
  const account = { user: database.user, password: database.password };
  await request('POST', '/connectors', {
    name: 'inventory-connector',
    config: {
      'connector.class': 'io.debezium.connector.mysql.MySqlConnector',
      'tasks.max': '1',
      'database.hostname': database.host,
      'database.port': String(database.port),
      'database.user': account.user,
      'database.password': account.password,
      'database.server.id': '184054',
      'topic.prefix': prefix,
      'database.include.list': database.database,
      'schema.history.internal.kafka.bootstrap.servers': 'kafka:9092',
      'schema.history.internal.kafka.topic': 'schemahistory.inventory',
    },
  });
  await request('POST', '/connectors', {
    name: 'test-source-mysql-jdbc-autoincrement',
    config: {
      'connector.class': 'io.confluent.connect.jdbc.JdbcSourceConnector',
      'tasks.max': 1,
      'connection.url': `jdbc:mysql://${database.host}:${database.port}/${database.database}?user=${account.user}&password=${account.password}`,
      mode: 'incrementing',
      'incrementing.column.name': 'id',
      'topic.prefix': `${prefix}-jdbc-`,
      'poll.interval.ms': 100,
    },
  });
  const topic = `${prefix}.${database.database}.customers`;
  await eventually(async () => (await recordsOf(topic)).length >= 2, { what: 'the snapshot' });
  const polled = await eventually(
    async () => {
      const some = await recordsOf(`${prefix}-jdbc-customers`);
      return some.length >= 2 && some;
    },
    { what: 'the polled rows' },
  );
  await connection.query(
    "UPDATE customers SET name = 'Sally M' WHERE id = 1001; DELETE FROM customers WHERE id = 1002",
  );
  const records = await eventually(
    async () => {
      const some = await recordsOf(topic);
      return some.length >= 5 && some;
    },
    { what: 'the changes' },
  );
  const first = records[0]?.key as { schema: unknown; payload: unknown };
  expect(first.payload).toEqual({ id: 1001 });
  expect(first.schema).toMatchObject({ type: 'struct', name: `${topic}.Key` });
  const operations = records.map(
    ({ value }) => (value as { payload: { op: string } } | null)?.payload.op ?? 'tombstone',
  );
  // Two keys may be in two partitions, between which there is no order.
  expect(new Set(operations)).toEqual(new Set(['d', 'r', 'u', 'tombstone']));

  expect(polled.map(({ key, value }) => [key, (value as { payload: unknown }).payload])).toEqual([
    [null, { id: 1001, name: 'Sally' }],
    [null, { id: 1002, name: 'George' }],
  ]);

  // Where they are, and where they go on after they were stopped.
  await request('PUT', '/connectors/inventory-connector/stop');
  await connection.query("INSERT INTO customers VALUES (1003, 'Anne')");
  const offsets = await request('GET', '/connectors/inventory-connector/offsets');
  expect(offsets).toMatchObject({
    offsets: expect.arrayContaining([
      {
        partition: { server: prefix },
        offset: expect.objectContaining({ file: expect.any(String) as string }) as object,
      },
      {
        partition: { server: prefix, table: `${database.database}.customers` },
        offset: { snapshot: 'done' },
      },
    ]) as unknown[],
  });
  await request('PUT', '/connectors/inventory-connector/resume');
  const after = await eventually(
    async () => {
      const some = await recordsOf(topic);
      return some.length >= 6 && some;
    },
    { what: 'the change that came meanwhile' },
  );
  expect(after.length).toBe(6);
});
