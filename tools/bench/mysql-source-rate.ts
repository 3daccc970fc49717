import { randomBytes, randomUUID } from 'node:crypto';
import { connectKafka, ensureTopics, TransactionalProducer } from '@payments/kafka';
import { type Connection, createConnection } from 'mysql2/promise';
import { createConverters } from '../../apps/connector/dist/converters/converters.js';
import { mySqlSource } from '../../apps/connector/dist/mysql-source/mysql-source.js';
import { createTransforms } from '../../apps/connector/dist/transforms/transform-chain.js';
import type { SourceOffset } from '../../apps/connector/dist/plugin/source-task.js';
import { toOutgoing } from '../../apps/connector/dist/worker/source-records.js';
import type { Figure } from './figure.ts';

const rows = 300_000;
const rowsAtOnce = 2_000;
/** What is measured begins when everything is warm. */
const warmUpRows = 30_000;

/** The columns of the platform's own payments. */
const createPayments = `
  CREATE TABLE payments (
    id BINARY(16) NOT NULL PRIMARY KEY,
    user_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    merchant_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount BIGINT NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    description VARCHAR(140) NULL,
    status ENUM('pending', 'approved', 'rejected') CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pending',
    reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
    day DATE NOT NULL,
    created_at DATETIME(3) NOT NULL,
    decided_at DATETIME(3) NULL,
    traceparent CHAR(55) CHARACTER SET ascii COLLATE ascii_bin NULL
  )`;

export interface SourcePlace {
  readonly brokers: readonly string[];
  readonly mysql: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
  };
}

/**
 * Rows a second from the binlog into Kafka, in Debezium's form as JSON, exactly once: a backlog that was written before is read, as
 * after an outage. The way of a batch is the worker's own: while it is committed, the next one is read and converted.
 */
export async function measureMySqlSource({ brokers, mysql }: SourcePlace): Promise<Figure> {
  const database = `bench_${randomBytes(4).toString('hex')}`;
  const administrator = await createConnection(mysql);
  await administrator.query('CREATE DATABASE ??', [database]);
  await administrator.changeUser({ database });
  await administrator.query(createPayments);
  const log = { log: () => undefined, warn: sayOnError, error: sayOnError };
  const kafka = connectKafka({ brokers, clientId: 'bench', log });
  const topics = [`${database}.${database}.payments`, `${database}.offsets`];
  await ensureTopics(
    kafka,
    topics.map((name) => ({ name, partitions: 6, cleanup: 'delete' as const, retentionMs: 3_600_000 })),
  );
  const producer = new TransactionalProducer(kafka, { transactionalId: database });
  await producer.open();
  try {
    const seconds = await catchUp({ database, mysql, administrator, producer });
    return {
      name: 'MySQL source',
      value: (rows - warmUpRows) / seconds,
      unit: 'rows/s',
      target: 40_000,
      detail: `a backlog of ${rows.toLocaleString('en')} rows with the columns of payments, binlog to Kafka as JSON, exactly once`,
    };
  } finally {
    await producer.close();
    await administrator.query('DROP DATABASE ??', [database]);
    await administrator.end();
  }
}

interface Ground {
  readonly database: string;
  readonly mysql: SourcePlace['mysql'];
  readonly administrator: Connection;
  readonly producer: TransactionalProducer;
}

/** @returns how long the rows after the warm-up took */
async function catchUp({ database, mysql, administrator, producer }: Ground): Promise<number> {
  const config = {
    'connector.class': 'io.debezium.connector.mysql.MySqlConnector',
    name: database,
    'database.hostname': mysql.host,
    'database.port': String(mysql.port),
    'database.user': mysql.user,
    'database.password': mysql.password,
    'topic.prefix': database,
    'table.include.list': `${database}.payments`,
    'snapshot.mode': 'no_data',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'key.converter.schemas.enable': 'false',
  };
  const stop = new AbortController();
  const log = { log: () => undefined, warn: sayOnError, error: sayOnError };
  const context = { connector: database, log, signal: stop.signal };
  const [task = config] = await mySqlSource.taskConfigs(config, 1, context);
  const start = (offsets: readonly SourceOffset[]): ReturnType<typeof mySqlSource.createTask> =>
    mySqlSource.createTask({
      ...context,
      task: 0,
      config: task,
      offset: () => undefined,
      offsets: () => offsets,
      skip: (_, error) => Promise.reject(error),
      report: () => undefined,
    });

  // The place from which the backlog is read is that of the empty table.
  const beginning = await start([]).batches().next();
  await fill(administrator);
  const conversion = {
    converters: createConverters(task),
    transforms: createTransforms(task),
    failed: (_: unknown, error: unknown) => {
      throw error;
    },
  };
  let committing: Promise<unknown> = Promise.resolve();
  let read = 0;
  let startedAt = 0;
  for await (const { records, offsets } of start(beginning.value?.offsets ?? []).batches()) {
    const outgoing = toOutgoing(records, conversion);
    await committing;
    if (read >= warmUpRows && startedAt === 0) startedAt = performance.now();
    read += records.length;
    const positions = offsets.map(({ partition, offset }) => ({
      topic: `${database}.offsets`,
      key: JSON.stringify(partition),
      value: JSON.stringify(offset),
    }));
    committing = producer.transact({ records: [...outgoing, ...positions] });
    if (read >= rows) break;
  }
  await committing;
  stop.abort();
  return (performance.now() - startedAt) / 1_000;
}

async function fill(administrator: Connection): Promise<void> {
  for (let written = 0; written < rows; written += rowsAtOnce) {
    const payments = Array.from({ length: rowsAtOnce }, (_, index) => payment(written + index));
    await administrator.query('INSERT INTO payments VALUES ?', [payments]);
  }
}

function payment(number: number): unknown[] {
  const id = Buffer.alloc(16);
  id.writeUIntBE(Date.now(), 0, 6);
  id.writeUInt32BE(number, 12);
  const trace = randomBytes(24).toString('hex');
  return [
    id,
    `user-${number % 10_000}`,
    randomUUID(),
    `merchant-${number % 500}`,
    (number % 100_000) + 1,
    'INR',
    number % 3 === 0 ? null : 'two cutting chai',
    'pending',
    null,
    '2026-11-22',
    '2026-11-22 16:30:00.123',
    null,
    `00-${trace.slice(0, 32)}-${trace.slice(32)}-01`,
  ];
}

function sayOnError(message: string): void {
  process.stderr.write(`${message}\n`);
}
