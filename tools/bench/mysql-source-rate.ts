import { ensureTopics, TransactionalProducer } from '@payments/kafka';
import { createConverters } from '../../apps/connector/dist/converters/converters.js';
import { mySqlSource } from '../../apps/connector/dist/mysql-source/mysql-source.js';
import { createTransforms } from '../../apps/connector/dist/transforms/transform-chain.js';
import type { SourceOffset } from '../../apps/connector/dist/plugin/source-task.js';
import { toOutgoing } from '../../apps/connector/dist/worker/source-records.js';
import { Backlog, backlogRows, measuredRows, type MySqlAccount } from './backlog.ts';
import { benchTopic } from './bench-topic.ts';
import { besideDebezium } from './debezium-contest.ts';
import type { Figure } from './figure.ts';
import { benchKafka, errorsOnly, type Ground } from './ground.ts';
import { rateBetween } from './topic-progress.ts';

/**
 * Rows a second from the binlog into Kafka, in Debezium's form as JSON, exactly once: a backlog that was written before is read, as
 * after an outage. The way of a batch is the worker's own: while it is committed, the next one is read and converted.
 */
export function measureMySqlSource(ground: Ground): Promise<Figure[]> {
  const ours = { name: 'MySqlSource', rate: () => sourceRate(ground) };
  return besideDebezium(ground, ours, {
    name: 'MySQL source',
    unit: 'rows/s',
    target: 40_000,
    detail: `a backlog of ${backlogRows.toLocaleString('en')} rows with the columns of payments, binlog to Kafka as JSON; ours exactly once`,
  });
}

async function sourceRate(ground: Ground): Promise<number> {
  const { mysql } = ground.platform.stack.addresses;
  const backlog = await Backlog.open(mysql);
  const { database } = backlog;
  const kafka = benchKafka(ground);
  const topics = [`${database}.${database}.payments`, `${database}.offsets`];
  await ensureTopics(kafka, topics.map(benchTopic));
  const producer = new TransactionalProducer(kafka, { transactionalId: database });
  await producer.open();
  try {
    return await catchUp({ backlog, mysql, producer });
  } finally {
    await producer.close();
    await backlog.drop();
  }
}

interface SourceGround {
  readonly backlog: Backlog;
  readonly mysql: MySqlAccount;
  readonly producer: TransactionalProducer;
}

/** @returns rows a second, after the warm-up */
async function catchUp({ backlog, mysql, producer }: SourceGround): Promise<number> {
  const { database } = backlog;
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
  const context = { connector: database, log: errorsOnly, signal: stop.signal };
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
  await backlog.write(0, backlogRows);
  const conversion = {
    converters: createConverters(task),
    transforms: createTransforms(task),
    failed: (_: unknown, error: unknown) => {
      throw error;
    },
  };
  let committed = 0;
  const copy = async (): Promise<void> => {
    let committing: Promise<unknown> = Promise.resolve();
    let read = 0;
    for await (const { records, offsets } of start(beginning.value?.offsets ?? []).batches()) {
      const outgoing = toOutgoing(records, conversion);
      await committing;
      committed = read;
      read += records.length;
      const positions = offsets.map(({ partition, offset }) => ({
        topic: `${database}.offsets`,
        key: JSON.stringify(partition),
        value: JSON.stringify(offset),
      }));
      committing = producer.transact({ records: [...outgoing, ...positions] });
      if (read >= backlogRows) break;
    }
    await committing;
    committed = read;
  };
  const [rate] = await Promise.all([
    rateBetween(measuredRows, () => Promise.resolve(committed)),
    copy().finally(() => stop.abort()),
  ]);
  return rate;
}
