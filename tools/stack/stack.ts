import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackAddresses } from '@payments/testing';
import { dataFolder, makeFolder } from './folders.ts';
import { guardPath, releasePath } from './guard.ts';
import { installKafka, prepareKafka } from './kafka.ts';
import { prepareKafkaOnZookeeper, zookeeperName } from './kafka-on-zookeeper.ts';
import { lockFolder } from './lock.ts';
import { requireJava } from './maven.ts';
import { mysqlAddress, prepareMysql, setUpDatabases } from './mysql.ts';
import { type Progress, silentProgress, type Step } from './progress.ts';
import { prepareS3, s3Account } from './s3.ts';
import type { ServerProcess } from './server-process.ts';
import { choosePorts, type ConfiguredPorts, type OtherPort, type StackPorts } from './stack-ports.ts';

/** One broker, or one in each of three regions. */
export type BrokerCount = 1 | 3;

export interface StackOptions {
  readonly brokers?: BrokerCount;
  /** Kafka as it was before KRaft, one broker with its metadata in ZooKeeper. */
  readonly zookeeper?: boolean;
  /** False where nobody writes to the archive: S3 is there to be started later. */
  readonly s3?: boolean;
  /** Ports of the servers; more brokers take the ports that follow Kafka's. Without it, free ones. */
  readonly ports?: ConfiguredPorts;
  /** Ports that must be free too before anything is started. */
  readonly otherPorts?: readonly OtherPort[];
  /** `user`: the user's data folder, kept across runs. `temporary`: a new one, removed at the end. Or a path. */
  readonly data?: 'user' | 'temporary' | { readonly folder: string };
  /** Throw away what an earlier run has left in the data folder. */
  readonly fresh?: boolean;
  readonly progress?: Progress;
}

/** Kafka, MySQL and S3, running. */
export interface Stack {
  /** Everything a client needs, as plain JSON. */
  readonly addresses: StackAddresses;
  readonly kafka: {
    readonly brokers: readonly string[];
    readonly nodes: readonly ServerProcess[];
    /** The folder with Kafka's jars, its command line tools among them; the class path is `<folder>/*`. */
    readonly jars: string;
    /** Where ZooKeeper answers; none if Kafka keeps its metadata itself. */
    readonly zookeeper?: string;
  };
  readonly mysql: StackAddresses['mysql'] & { readonly server: ServerProcess };
  readonly s3: StackAddresses['s3'] & { readonly server: ServerProcess };
  readonly servers: readonly ServerProcess[];
  /** Where the servers write their logs. */
  readonly logFolder: string;
  readonly dataFolder: string;
  stop(): Promise<void>;
}

/**
 * Starts real servers, without Docker, and resolves when all of them answer. Nothing it starts outlives this process.
 *
 * @example
 * const stack = await startStack({ data: 'temporary' });
 * await stack.mysql.server.kill('SIGKILL');
 * await stack.mysql.server.start();
 * await stack.stop();
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  await requireJava();
  const brokerCount = options.brokers ?? 1;
  const folder = await openDataFolder(options, brokerCount);
  const unlock = await lockFolder(folder);
  const started: ServerProcess[] = [];
  const release = async (): Promise<void> => {
    // Data that goes away needs no good order.
    if (options.data === 'temporary') await Promise.all(started.map((server) => server.kill()));
    else await stopAll(started);
    await unlock();
    if (options.data === 'temporary') {
      await rm(folder, { recursive: true, force: true });
      releasePath(folder);
    }
  };
  try {
    if (options.fresh === true) await removeData(folder);
    const ports = await choosePorts(options, brokerCount);
    return await startServers({
      folder,
      ports,
      started,
      release,
      startsS3: options.s3 ?? true,
      progress: options.progress ?? silentProgress,
    });
  } catch (error) {
    await release();
    throw error;
  }
}

interface StartOptions {
  readonly folder: string;
  readonly ports: StackPorts;
  /** Filled as servers are started, so that a failure can stop them. */
  readonly started: ServerProcess[];
  readonly release: () => Promise<void>;
  readonly startsS3: boolean;
  readonly progress: Progress;
}

async function startServers(options: StartOptions): Promise<Stack> {
  const { folder, ports, started, release, startsS3, progress } = options;
  const logFolder = join(folder, 'logs');
  const place = (name: string) => ({ dataFolder: join(folder, name), logFolder });
  await Promise.all(
    ['kafka', 'mysql', 's3', 'logs'].map((name) => mkdir(join(folder, name), { recursive: true })),
  );
  const start = async (servers: readonly ServerProcess[]): Promise<void> => {
    started.push(...servers);
    await Promise.all(servers.map((server) => server.start()));
  };

  const kafka = reporting(progress.step('Kafka'), async (step) => {
    const { zookeeper: zookeeperPort } = ports;
    const [node] = ports.kafka;
    if (zookeeperPort === undefined || node === undefined) {
      const nodes = await prepareKafka({ nodes: ports.kafka, ...place('kafka') }, step);
      await start(nodes);
      return { nodes, jars: await installKafka(step) };
    }
    const cluster = await prepareKafkaOnZookeeper({ ...node, zookeeperPort, ...place('kafka') }, step);
    await start([cluster.zookeeper]);
    await start([cluster.broker]);
    return { nodes: [cluster.broker], jars: cluster.jars, zookeeper: `127.0.0.1:${zookeeperPort}` };
  });
  const mysql = reporting(progress.step('MySQL'), async (step) => {
    const server = await prepareMysql({ port: ports.mysql, ...place('mysql') }, step);
    await start([server]);
    await setUpDatabases(mysqlAddress(ports.mysql));
    return server;
  });
  const s3 = reporting(progress.step('S3'), async (step) => {
    const server = await prepareS3({ port: ports.s3, ...place('s3') }, step);
    if (startsS3) await start([server]);
    return server;
  });

  const [cluster, mysqlServer, s3Server] = await Promise.all([kafka, mysql, s3]).catch(
    async (error: unknown) => {
      await stopAll(started);
      // Whatever was still being prepared is known only once it has ended: `release` stops it then.
      await Promise.allSettled([kafka, mysql, s3]);
      throw error;
    },
  );
  const addresses: StackAddresses = {
    kafka: { brokers: ports.kafka.map(({ port }) => `127.0.0.1:${port}`) },
    mysql: mysqlAddress(ports.mysql),
    s3: { endpoint: `http://127.0.0.1:${ports.s3}`, ...s3Account },
  };
  return {
    addresses,
    kafka: { ...addresses.kafka, ...cluster },
    mysql: { ...addresses.mysql, server: mysqlServer },
    s3: { ...addresses.s3, server: s3Server },
    servers: started,
    logFolder,
    dataFolder: folder,
    stop: release,
  };
}

/** A broker signs off at its ZooKeeper, which therefore ends last. */
async function stopAll(servers: readonly ServerProcess[]): Promise<void> {
  const zookeeper = servers.find(({ name }) => name === zookeeperName);
  await Promise.all(servers.filter((each) => each !== zookeeper).map((server) => server.stop()));
  await zookeeper?.stop();
}

async function reporting<Result>(step: Step, work: (step: Step) => Promise<Result>): Promise<Result> {
  try {
    const result = await work(step);
    step.done();
    return result;
  } catch (error) {
    step.fail();
    throw error;
  }
}

/** One broker and three are different clusters, and so is one on ZooKeeper: each has data of its own. */
async function openDataFolder(options: StackOptions, brokers: BrokerCount): Promise<string> {
  const data = options.data ?? 'user';
  if (data === 'temporary') {
    const folder = await mkdtemp(join(tmpdir(), 'payments-stack-'));
    guardPath(folder);
    return folder;
  }
  const parent = data === 'user' ? dataFolder() : data.folder;
  const cluster = options.zookeeper === true ? 'zookeeper' : brokers === 1 ? 'one-broker' : 'three-brokers';
  return makeFolder(join(parent, cluster), 'PAYMENTS_DATA');
}

async function removeData(folder: string): Promise<void> {
  for (const part of ['kafka', 'mysql', 's3', 'logs']) {
    await rm(join(folder, part), { recursive: true, force: true });
  }
}
