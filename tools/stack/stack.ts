import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackAddresses } from '@payments/testing';
import { dataFolder, makeFolder } from './folders.ts';
import { guardPath, releasePath } from './guard.ts';
import { prepareKafka } from './kafka.ts';
import { lockFolder } from './lock.ts';
import { requireJava } from './maven.ts';
import { mysqlAddress, prepareMysql, setUpDatabases } from './mysql.ts';
import { freePort, portFrom, requireFreePort } from './ports.ts';
import { type Progress, silentProgress, type Step } from './progress.ts';
import { prepareS3, s3Account } from './s3.ts';
import type { ServerProcess } from './server-process.ts';

/** One broker, or one in each of three regions. */
export type BrokerCount = 1 | 3;

export interface StackOptions {
  readonly brokers?: BrokerCount;
  /** Ports of the servers; more brokers take the ports that follow Kafka's. Without it, free ones. */
  readonly ports?: { readonly kafka: number; readonly mysql: number; readonly s3: number };
  /** Ports that must be free too before anything is started. */
  readonly otherPorts?: readonly {
    readonly port: number;
    readonly usedBy: string;
    readonly variable: string;
  }[];
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
  readonly kafka: { readonly brokers: readonly string[]; readonly nodes: readonly ServerProcess[] };
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
    await Promise.all(started.map((server) => server.stop()));
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
      progress: options.progress ?? silentProgress,
    });
  } catch (error) {
    await release();
    throw error;
  }
}

interface Ports {
  readonly kafka: readonly { readonly port: number; readonly controllerPort: number }[];
  readonly mysql: number;
  readonly s3: number;
}

interface StartOptions {
  readonly folder: string;
  readonly ports: Ports;
  /** Filled as servers are started, so that a failure can stop them. */
  readonly started: ServerProcess[];
  readonly release: () => Promise<void>;
  readonly progress: Progress;
}

async function startServers(options: StartOptions): Promise<Stack> {
  const { folder, ports, started, release, progress } = options;
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
    const nodes = await prepareKafka({ nodes: ports.kafka, ...place('kafka') }, step);
    await start(nodes);
    return nodes;
  });
  const mysql = reporting(progress.step('MySQL'), async (step) => {
    const server = await prepareMysql({ port: ports.mysql, ...place('mysql') }, step);
    await start([server]);
    await setUpDatabases(mysqlAddress(ports.mysql));
    return server;
  });
  const s3 = reporting(progress.step('S3'), async (step) => {
    const server = await prepareS3({ port: ports.s3, ...place('s3') }, step);
    await start([server]);
    return server;
  });

  const [nodes, mysqlServer, s3Server] = await Promise.all([kafka, mysql, s3]).catch(
    async (error: unknown) => {
      await Promise.all(started.map((server) => server.stop()));
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
    kafka: { ...addresses.kafka, nodes },
    mysql: { ...addresses.mysql, server: mysqlServer },
    s3: { ...addresses.s3, server: s3Server },
    servers: [...nodes, mysqlServer, s3Server],
    logFolder,
    dataFolder: folder,
    stop: release,
  };
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

/** One broker and three are different clusters, so each has data of its own. */
async function openDataFolder(options: StackOptions, brokers: BrokerCount): Promise<string> {
  const data = options.data ?? 'user';
  if (data === 'temporary') {
    const folder = await mkdtemp(join(tmpdir(), 'payments-stack-'));
    guardPath(folder);
    return folder;
  }
  const parent = data === 'user' ? dataFolder() : data.folder;
  return makeFolder(join(parent, brokers === 1 ? 'one-broker' : 'three-brokers'), 'PAYMENTS_DATA');
}

async function removeData(folder: string): Promise<void> {
  for (const part of ['kafka', 'mysql', 's3', 'logs']) {
    await rm(join(folder, part), { recursive: true, force: true });
  }
}

async function choosePorts({ ports, otherPorts = [] }: StackOptions, brokers: BrokerCount): Promise<Ports> {
  const indexes = Array.from({ length: brokers }, (_, index) => index);
  const kafka = await Promise.all(
    indexes.map(async (index) => ({
      port: ports === undefined ? await freePort() : ports.kafka + index,
      controllerPort: await freePort(),
    })),
  );
  for (const { port, usedBy, variable } of otherPorts) await requireFreePort(port, usedBy, variable);
  if (ports === undefined) return { kafka, mysql: await freePort(), s3: await freePort() };
  for (const { port } of kafka) await requireFreePort(port, 'Kafka', 'KAFKA_PORT');
  await requireFreePort(ports.mysql, 'MySQL', 'MYSQL_PORT');
  await requireFreePort(ports.s3, 'S3', 'S3_PORT');
  return { kafka, mysql: ports.mysql, s3: ports.s3 };
}

/** Ports from the environment, or the usual ones. */
export function configuredPorts(
  environment: NodeJS.ProcessEnv = process.env,
): NonNullable<StackOptions['ports']> {
  return {
    kafka: portFrom(environment, 'KAFKA_PORT', 9092),
    mysql: portFrom(environment, 'MYSQL_PORT', 3306),
    s3: portFrom(environment, 'S3_PORT', 9000),
  };
}
