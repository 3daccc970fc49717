import { readFile } from 'node:fs/promises';
import { paymentApproved, paymentRejected } from '@payments/contracts';
import { createTopic, EventProducer } from '@payments/kafka';
import { eventually, type FreshDatabase, freshDatabase, unique } from '@payments/testing';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import { WorkerCluster } from '../testing/worker-cluster.ts';
import { mySqlSink } from './mysql-sink.ts';

const root = new URL('../../../../', import.meta.url);

let database: FreshDatabase;
let sql: Connection;
let cluster: WorkerCluster;

beforeAll(async () => {
  database = await freshDatabase('reporting');
  const { drop: _drop, ...address } = database;
  sql = await createConnection({ ...address, dateStrings: true });
  cluster = new WorkerCluster([mySqlSink]);
});

afterAll(async () => {
  await cluster.close();
  await sql.end();
  await database.drop();
});

/** The file of the demo, with another topic and another server. */
async function reportConfig(topic: string): Promise<RawConfig> {
  const file = await readFile(new URL('connectors/decisions-report.json', root), 'utf8');
  const { config } = JSON.parse(file) as { readonly config: RawConfig };
  return {
    ...config,
    topics: topic,
    'connection.url': `jdbc:mysql://${database.host}:${database.port}/${database.database}`,
    'connection.user': database.user,
    'connection.password': database.password,
  };
}

/** The table as the platform makes it. */
async function makeTable(): Promise<void> {
  const setUp = await readFile(new URL('docker/mysql/init.sql', root), 'utf8');
  const [statement = ''] = /CREATE TABLE IF NOT EXISTS reporting\.decided_payments[^;]*/.exec(setUp) ?? [];
  await sql.query(statement.replace('reporting.', ''));
}

it("puts decisions, which are plain JSON, into the columns of the platform's reporting table", async () => {
  const topic = unique('decided');
  await createTopic(cluster.kafka, { name: topic, partitions: 3 });
  await makeTable();
  const payment = { merchantId: 'chai-point', amount: 12_500, currency: 'INR', day: '2026-11-22', limit: 1 };
  const time = '2026-11-22T16:30:00.123Z';
  const events = [
    paymentApproved.create({
      id: 'a',
      subject: 'asha',
      time,
      data: { ...payment, userId: 'asha', paymentId: '0197a1b2-c3d4-7000-8000-000000000001', used: 1 },
    }),
    paymentRejected.create({
      id: 'b',
      subject: 'asha',
      time,
      data: {
        ...payment,
        userId: 'asha',
        paymentId: '0197a1b2-c3d4-7000-8000-000000000002',
        reason: 'daily_limit_exceeded',
      },
    }),
  ];
  const producer = new EventProducer(cluster.kafka);
  const records = events.map((event) => ({ topic, key: event.subject, value: JSON.stringify(event) }));
  await producer.send([...records, ...records]);
  await producer.disconnect();

  const worker = await cluster.start();
  await worker.cluster.create(topic, { name: topic, ...(await reportConfig(topic)) });
  await eventually(async () => {
    const [rows] = await sql.query<RowDataPacket[]>('SELECT * FROM decided_payments ORDER BY paymentId');
    const row = { ...payment, userId: 'asha', paidAt: '2026-11-22 16:30:00.123' };
    const { limit: _limit, ...columns } = row;
    expect(rows).toEqual([
      {
        ...columns,
        paymentId: '0197a1b2-c3d4-7000-8000-000000000001',
        decision: 'payment.approved',
        reason: null,
      },
      {
        ...columns,
        paymentId: '0197a1b2-c3d4-7000-8000-000000000002',
        decision: 'payment.rejected',
        reason: 'daily_limit_exceeded',
      },
    ]);
    return true;
  });
});
