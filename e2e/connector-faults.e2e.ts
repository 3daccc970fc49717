import { KafkaFaultProxy, type LostAnswer, type S3Fault, S3FaultProxy } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditArchive } from '../tools/audit/archive.ts';
import { ChangingTable } from './support/changing-table.ts';
import { Journey } from './support/journey.ts';
import { waitFor } from './support/wait-for.ts';

const rowsToChange = 200_000;
const topic = 'faults.kafka_db.ledger';
const json = 'org.apache.kafka.connect.json.JsonConverter';
const converters = {
  'key.converter': json,
  'key.converter.schemas.enable': 'false',
  'value.converter': json,
  'value.converter.schemas.enable': 'false',
};

let journey: Journey;
let table: ChangingTable;
let kafkaProxy: KafkaFaultProxy;
let s3Proxy: S3FaultProxy;

beforeAll(async () => {
  journey = await Journey.start({
    without: ['payments-api', 'limit-check', 'notifications', 'connector', 'console'],
    s3: true,
    settings: async ({ kafka, s3 }) => {
      kafkaProxy = await KafkaFaultProxy.start(kafka);
      s3Proxy = await S3FaultProxy.start(s3.endpoint);
      return {
        connector: {
          KAFKA_BROKERS: kafkaProxy.brokers.join(','),
          S3_ENDPOINT: s3Proxy.endpoint,
          CONNECTOR_SESSION_TIMEOUT_MS: '6000',
        },
      };
    },
  });
  table = new ChangingTable(journey.platform.stack.addresses.mysql, 'kafka_db.ledger');
  await table.create();
  await journey.platform.service('connector').start();
  await putConnector('ledger', {
    'connector.class': 'MySqlSource',
    'database.hostname': '${env:MYSQL_HOST}',
    'database.port': '${env:MYSQL_PORT}',
    'database.user': 'connector',
    'database.password': '${env:CONNECTOR_SECRET_MYSQL_PASSWORD}',
    'topic.prefix': 'faults',
    'table.include.list': 'kafka_db.ledger',
    'topic.creation.default.partitions': '3',
    'topic.creation.default.replication.factor': '-1',
    'after.state.only': 'true',
    ...converters,
  });
  await putConnector('ledger-archive', {
    'connector.class': 'S3Sink',
    topics: topic,
    'store.url': '${env:S3_ENDPOINT}',
    's3.bucket.name': 'payments-archive',
    'aws.access.key.id': 'demo',
    'aws.secret.access.key': '${env:CONNECTOR_SECRET_S3}',
    'format.class': 'JsonFormat',
    's3.compression.type': 'gzip',
    'store.kafka.metadata': 'true',
    'behavior.on.null.values': 'write',
    'partitioner.class': 'HourlyPartitioner',
    'timestamp.extractor': 'Record',
    locale: 'en-IN',
    timezone: 'UTC',
    'flush.size': '2000',
    'rotate.schedule.interval.ms': '1000',
    ...converters,
  });
  table.start();
});
afterAll(async () => {
  await table?.end();
  await journey?.end();
  await Promise.all([kafkaProxy?.stop(), s3Proxy?.stop()]);
});

async function putConnector(name: string, config: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(`${journey.platform.service('connector').url}/connectors/${name}/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(config),
  });
  expect(response.status, await response.text()).toBe(201);
}

/** Resolves once the archive has grown, which it only does when everything before it works. */
async function expectArchiveToGrow(): Promise<void> {
  const before = s3Proxy.requests.length;
  await waitFor(
    'the archive to grow',
    () => s3Proxy.requests.slice(before).filter((request) => /^PUT .*\/topics\//.test(request)).length >= 3,
  );
}

async function expectRecoveryFromKill(what: string, hit: () => boolean): Promise<void> {
  const connector = journey.platform.service('connector');
  await waitFor(what, hit);
  await connector.kill('SIGKILL');
  kafkaProxy.heal();
  s3Proxy.heal();
  await connector.start();
  await expectArchiveToGrow();
}

const times = [1, 2, 3, 4];

describe('while rows change, the connector is killed', () => {
  it.each<[string, LostAnswer]>([
    ['after it has produced, before it commits', { api: 'Produce', containing: topic }],
    ['when the transaction of a source has just been committed', { api: 'EndTxn', containing: 'ledger' }],
    ['when the position of a sink has just been committed', { api: 'OffsetCommit', containing: 'ledger' }],
  ])('%s, four times', async (_, order) => {
    for (const nth of times) {
      const fault = kafkaProxy.lose({ ...order, nth });
      await expectRecoveryFromKill(`the answer to ${order.api} to be lost`, () => fault.hits > 0);
    }
  });

  it.each<[string, S3Fault]>([
    ['when the store has an object, and it does not know', { how: 'lost' }],
    ['in the middle of an upload', { how: 'stall' }],
  ])('%s, four times', async (_, order) => {
    for (const nth of times) {
      const fault = s3Proxy.order({ method: 'PUT', containing: '/topics/', nth, ...order });
      await expectRecoveryFromKill('a PUT to be hit', () => fault.hits > 0);
    }
  });
});

describe('while rows change, the connector goes on by itself', () => {
  it.each<[string, S3Fault]>([
    ['when the store is unavailable for a while', { how: 'unavailable', count: 10 }],
    ['when the store ends connections', { how: 'reset', count: 10 }],
  ])('%s', async (_, order) => {
    const fault = s3Proxy.order(order);
    await waitFor('the store to fail', () => fault.hits === order.count);
    await expectArchiveToGrow();
  });

  it('when the database is killed and started', async () => {
    const { server } = journey.platform.stack.mysql;
    await server.kill('SIGKILL');
    await server.start();
    await expectArchiveToGrow();
  });

  it('when the broker is killed and started', async () => {
    const [broker] = journey.platform.stack.kafka.nodes;
    await broker?.kill('SIGKILL');
    await broker?.start();
    await expectArchiveToGrow();
  });
});

describe('after all of it', () => {
  it('the topic rebuilds the table exactly', async () => {
    await waitFor('enough rows to be changed', () => table.changed >= rowsToChange, { timeoutMs: 240_000 });
    await table.stop();
    const inMySql = await table.content();
    expect(inMySql.size).toBeGreaterThan(10_000);
    await waitFor('the topic to have every change', async () => (await difference(inMySql)) === 0);
    expect(await difference(inMySql)).toBe(0);
  });

  it('each offset of the topic is in the archive exactly once', async () => {
    const [count] = await auditArchive({
      connection: journey.kafka,
      archive: journey.platform.stack.addresses.s3,
      topics: [topic],
      timeoutMs: 60_000,
      onProgress: () => undefined,
    });
    expect(count?.problems).toEqual([]);
    expect(count?.archived).toBe(count?.records);
    // What was there when the connector came for the first time was read once, however often it had changed.
    expect(count?.records).toBeGreaterThan(rowsToChange / 2);
  });
});

/** How many rows the topic, read from its start, has otherwise than the table. */
async function difference(inMySql: ReadonlyMap<string, string>): Promise<number> {
  const rebuilt = new Map<string, string>();
  for (const { key, value } of await journey.records(topic)) {
    const { id } = JSON.parse(String(key)) as { id: number };
    if (value === null) {
      rebuilt.delete(String(id));
      continue;
    }
    const { writer, version, note } = JSON.parse(String(value)) as Record<string, unknown>;
    rebuilt.set(String(id), JSON.stringify([writer, version, note]));
  }
  const wrong = [...inMySql].filter(([id, row]) => rebuilt.get(id) !== row).length;
  return wrong + [...rebuilt.keys()].filter((id) => !inMySql.has(id)).length;
}
