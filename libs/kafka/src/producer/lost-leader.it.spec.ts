import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { eventually, unique } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareKafka } from '../../../../tools/stack/kafka.ts';
import { freePort } from '../../../../tools/stack/ports.ts';
import { silentProgress } from '../../../../tools/stack/progress.ts';
import type { ServerProcess } from '../../../../tools/stack/server-process.ts';
import { connectKafka, type KafkaConnection, readCommittedPosition } from '../connection.ts';
import { messageOf } from '../errors.ts';
import { coordinatorTypes } from '../kafkajs/internals.ts';
import { readTopic } from '../topics/read-topic.ts';
import { RecordWriter } from './record-writer.ts';
import { Routing } from './routing.ts';
import { TransactionalProducer } from './transactional-producer.ts';
import { TransactionRequests } from './transaction-requests.ts';

const timeoutMs = 30_000;
const [input, output] = ['requested', 'decided'] as const;
/** The first stays and coordinates the transactions; the other has what is written in them, and is killed. */
const [staysId, killedId] = [1, 2] as const;

const stops: (() => Promise<unknown>)[] = [];
let killed: ServerProcess;
let connection: KafkaConnection;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lost-leader-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const nodes = [await freePorts(), await freePorts()] as const;
  const place = { dataFolder: folder, logFolder: folder };
  const brokers = await prepareKafka({ nodes, ...place }, silentProgress.step('Kafka'));
  for (const [index, { port }] of nodes.entries()) {
    const settings = join(folder, `node-${index + 1}`, 'server.properties');
    await appendFile(settings, oneReplica(nodes[0].controllerPort));
    if (index + 1 === killedId) await appendFile(settings, noController(port));
  }
  stops.push(() => Promise.all(brokers.map((broker) => broker.stop())));
  await Promise.all(brokers.map((broker) => broker.start()));
  const second = brokers[killedId - 1];
  if (second === undefined) throw new Error('There is no second broker.');
  killed = second;
  connection = connectKafka({
    brokers: [`127.0.0.1:${nodes[0].port}`],
    clientId: 'lost-leader-test',
    log: new Logger('test'),
  });
  const topics = [
    { topic: input, numPartitions: 2, replicationFactor: 1 },
    { topic: output, replicaAssignment: [{ partition: 0, replicas: [killedId] }] },
  ];
  await connection.withAdmin((admin) => admin.createTopics({ topics }));
}, 180_000);

afterAll(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function freePorts(): Promise<{ port: number; controllerPort: number }> {
  return { port: await freePort(), controllerPort: await freePort() };
}

function oneReplica(controllerPort: number): string {
  return `
controller.quorum.voters=${staysId}@127.0.0.1:${controllerPort}
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
`;
}

function noController(port: number): string {
  return `
process.roles=broker
listeners=PLAINTEXT://127.0.0.1:${port}
`;
}

/** A name of a group or a transactional id that is coordinated by this broker. */
async function nameCoordinatedBy(nodeId: number, type: keyof typeof coordinatorTypes): Promise<string> {
  const cluster = connection.createCluster();
  stops.push(() => cluster.disconnect());
  await cluster.connect();
  return eventually(
    async () => {
      await cluster.refreshMetadataIfNecessary();
      const name = unique('name');
      const coordinatorType = coordinatorTypes[type];
      const broker = await cluster.findGroupCoordinator({ groupId: name, coordinatorType });
      return broker.nodeId === nodeId && name;
    },
    { what: `a name that is coordinated by broker ${nodeId}`, timeoutMs, intervalMs: 1 },
  );
}

/** A transaction with a record and a position, up to where only its end has to be asked for. */
async function beginTransaction(transactionalId: string, group: string, partition: number) {
  const cluster = connection.createCluster();
  stops.push(() => cluster.disconnect());
  const requests = new TransactionRequests(cluster, transactionalId);
  const writing = { transactionalId, ackTimeoutMs: 5_000, resendsLost: false, now: Date.now };
  const writer = new RecordWriter(cluster, writing);
  const identity = await requests.initialise(timeoutMs, timeoutMs);
  writer.writeAs(identity, { joinsTransaction: requests.joinsByWriting });
  const record = { topic: output, partition: 0, key: null, value: transactionalId };
  const { queues } = await new Routing(cluster, 900_000).route([{ record }], timeoutMs);
  await writer.write(queues, timeoutMs);
  await requests.commitOffsets({ group, positions: [{ topic: input, partition, offset: '17' }] });
  return requests;
}

/** Whoever asks for the metadata of all topics then gets an error. */
function hasNoLeader(): Promise<boolean> {
  const metadata = connection.withAdmin((admin) => admin.describeCluster());
  return metadata.then(
    () => false,
    (error: unknown) => messageOf(error).includes('no leader'),
  );
}

describe('while the partitions that a transaction has written to have no leader', () => {
  it('a transaction can end, and is over for them when they have one again', async () => {
    const group = await nameCoordinatedBy(killedId, 'GROUP');
    const committed = await nameCoordinatedBy(staysId, 'TRANSACTION');
    const aborted = await nameCoordinatedBy(staysId, 'TRANSACTION');
    const toCommit = await beginTransaction(committed, group, 0);
    const toAbort = await beginTransaction(aborted, group, 1);

    await killed.kill('SIGKILL');
    await eventually(hasNoLeader, { what: 'a partition without a leader', timeoutMs });
    await toCommit.end(true);
    await toAbort.end(false);
    await killed.start();

    for (const [partition, transactionalId] of [committed, aborted].entries()) {
      const producer = new TransactionalProducer(connection, { transactionalId });
      stops.push(() => producer.close());
      await producer.open();
      const position = await readCommittedPosition(connection, group, input, partition);
      expect(position?.offset).toBe(transactionalId === committed ? '17' : undefined);
    }
    const values: string[] = [];
    await readTopic(connection, output, (records) => {
      for (const { value } of records) values.push(String(value));
    });
    expect(values).toEqual([committed]);
  }, 120_000);
});
