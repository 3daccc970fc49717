import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brokerSettings, brokerTimeouts, forFewCores, host, propertiesText } from './broker-settings.ts';
import { installJars } from './maven.ts';
import type { Step } from './progress.ts';
import { ServerProcess } from './server-process.ts';

/** The last Kafka that can keep its metadata in ZooKeeper, with the ZooKeeper it is made for. */
const kafkaVersion = '3.9.1';
const zookeeperVersion = '3.8.4';
const artifacts = [
  `org.apache.kafka:kafka_2.13:${kafkaVersion}`,
  `org.apache.kafka:kafka-tools:${kafkaVersion}`,
  `org.apache.zookeeper:zookeeper:${zookeeperVersion}`,
  // ZooKeeper's server does not start without these two.
  'io.dropwizard.metrics:metrics-core:4.1.12.1',
  'org.xerial.snappy:snappy-java:1.1.10.5',
  'org.slf4j:slf4j-reload4j:1.7.36',
] as const;

export const zookeeperName = 'ZooKeeper';

export interface KafkaOnZookeeperOptions {
  readonly port: number;
  readonly zookeeperPort: number;
  readonly dataFolder: string;
  readonly logFolder: string;
}

/** The two servers, not started yet; the broker needs ZooKeeper to be ready. */
export interface KafkaOnZookeeper {
  readonly zookeeper: ServerProcess;
  readonly broker: ServerProcess;
  /** The folder with Kafka's jars. */
  readonly jars: string;
}

/** A cluster of one broker as it was before KRaft, with its metadata in a ZooKeeper beside it. */
export async function prepareKafkaOnZookeeper(
  options: KafkaOnZookeeperOptions,
  step: Step,
): Promise<KafkaOnZookeeper> {
  const jars = await installJars(`kafka-on-zookeeper-${kafkaVersion}`, artifacts, step);
  step.update('starting');
  const logging = join(options.dataFolder, 'log4j.properties');
  await writeFile(logging, logSettings);
  const java = [...forFewCores, `-Dlog4j.configuration=file:${logging}`, '-cp', `${jars}/*`];
  return { zookeeper: await zookeeper(options, java), broker: await broker(options, java), jars };
}

async function zookeeper(options: KafkaOnZookeeperOptions, java: readonly string[]): Promise<ServerProcess> {
  const { folder, settings } = await placeOf('zookeeper', options, (data) => ({
    dataDir: data,
    clientPort: options.zookeeperPort,
    clientPortAddress: host,
    'admin.enableServer': 'false',
  }));
  return new ServerProcess({
    name: zookeeperName,
    command: 'java',
    args: [...java, 'org.apache.zookeeper.server.ZooKeeperServerMain', settings],
    workingFolder: folder,
    logFile: join(options.logFolder, 'zookeeper.log'),
    isReady: (log) => log.includes('binding to port'),
    ...brokerTimeouts,
  });
}

async function broker(options: KafkaOnZookeeperOptions, java: readonly string[]): Promise<ServerProcess> {
  const { folder, settings } = await placeOf('broker', options, (data) => ({
    'broker.id': 1,
    'zookeeper.connect': `${host}:${options.zookeeperPort}`,
    // A broker that was killed is let in again once its old session is over.
    'zookeeper.session.timeout.ms': 6_000,
    // By default as short as a session, and whatever else is starting now keeps both waiting.
    'zookeeper.connection.timeout.ms': brokerTimeouts.readyTimeoutMs,
    listeners: `PLAINTEXT://${host}:${options.port}`,
    'advertised.listeners': `PLAINTEXT://${host}:${options.port}`,
    ...brokerSettings({ index: 0, brokers: 1, folder: data }),
  }));
  return new ServerProcess({
    name: 'Kafka',
    command: 'java',
    args: [...java, 'kafka.Kafka', settings],
    workingFolder: folder,
    logFile: join(options.logFolder, 'kafka-1.log'),
    isReady: (log) =>
      log.includes('[KafkaServer id=1] started') && log.includes('Ready to serve as the new controller'),
    ...brokerTimeouts,
  });
}

async function placeOf(
  name: string,
  { dataFolder }: KafkaOnZookeeperOptions,
  settingsOf: (folder: string) => Readonly<Record<string, string | number>>,
): Promise<{ readonly folder: string; readonly settings: string }> {
  const folder = join(dataFolder, name);
  await mkdir(folder, { recursive: true });
  const settings = join(folder, 'server.properties');
  await writeFile(settings, propertiesText(settingsOf(folder)));
  return { folder, settings };
}

const logSettings = `log4j.rootLogger=INFO, console
log4j.appender.console=org.apache.log4j.ConsoleAppender
log4j.appender.console.layout=org.apache.log4j.PatternLayout
log4j.appender.console.layout.ConversionPattern=[%d] %p %m (%c)%n
`;
