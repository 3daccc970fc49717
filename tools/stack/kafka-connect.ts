import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardPath, releasePath } from './guard.ts';
import { installKafka } from './kafka.ts';
import { type Archive, installArchive, installJars } from './maven.ts';
import { freePort } from './ports.ts';
import { silentProgress } from './progress.ts';
import { ServerProcess } from './server-process.ts';

export interface KafkaConnect {
  readonly url: string;
  stop(): Promise<void>;
}

export interface KafkaConnectOptions {
  readonly brokers: readonly string[];
  /** Of its group, and what the names of its topics begin with. */
  readonly name: string;
  /** A connector as its makers pack it; default: Kafka's own connectors from and to files. */
  readonly plugin?: Archive;
  /** Default: little memory, quickly started. */
  readonly java?: readonly string[];
}

/** What the broker's class path lacks: the connectors from and to files. Not every version of Kafka has them in the registry. */
const fileConnectors = 'org.apache.kafka:connect-file:4.3.0';

const step = silentProgress.step('Kafka Connect');
const smallAndQuick = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** Kafka Connect itself, distributed as in production, on brokers that run: what the connector service is held against. */
export async function startKafkaConnect(options: KafkaConnectOptions): Promise<KafkaConnect> {
  const jars = [await installKafka(step), await installJars('connect-file-4.3.0', [fileConnectors], step)];
  const folder = await mkdtemp(join(tmpdir(), 'kafka-connect-'));
  guardPath(folder);
  const url = `http://127.0.0.1:${await freePort()}`;
  const settings = { ...workerSettings(options, url), ...(await pluginSettings(options.plugin)) };
  await writeFile(join(folder, 'worker.properties'), properties(settings));
  await writeFile(join(folder, 'log4j2.properties'), logSettings);
  const server = new ServerProcess({
    name: 'Kafka Connect',
    command: 'java',
    args: [
      ...(options.java ?? smallAndQuick),
      `-Dlog4j2.configurationFile=${join(folder, 'log4j2.properties')}`,
      '-cp',
      jars.map((jar) => `${jar}/*`).join(':'),
      'org.apache.kafka.connect.cli.ConnectDistributed',
      join(folder, 'worker.properties'),
    ],
    logFile: join(folder, 'connect.log'),
    isReady: () => answers(`${url}/health`),
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 1_000,
  });
  await server.start();
  return {
    url,
    stop: async () => {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
      releasePath(folder);
    },
  };
}

async function pluginSettings(plugin: Archive | undefined): Promise<Record<string, string>> {
  if (plugin === undefined) return {};
  const [, artifact = '', version = ''] = plugin.split(':');
  return { 'plugin.path': await installArchive(`${artifact}-${version}`, plugin, step) };
}

function workerSettings({ brokers, name }: KafkaConnectOptions, url: string): Record<string, string> {
  return {
    'bootstrap.servers': brokers.join(','),
    'group.id': name,
    listeners: url,
    'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'offset.flush.interval.ms': '200',
    'plugin.discovery': 'service_load',
    'scheduled.rebalance.max.delay.ms': '0',
    'config.storage.topic': `${name}-configs`,
    'offset.storage.topic': `${name}-offsets`,
    'status.storage.topic': `${name}-status`,
    'config.storage.replication.factor': '1',
    'offset.storage.replication.factor': '1',
    'status.storage.replication.factor': '1',
    'offset.storage.partitions': '1',
    'status.storage.partitions': '1',
  };
}

function properties(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

const logSettings = `
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
`;
