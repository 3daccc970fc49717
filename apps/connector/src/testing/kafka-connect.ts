import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installKafka } from '../../../../tools/stack/kafka.ts';
import { installJars } from '../../../../tools/stack/maven.ts';
import { freePort } from '../../../../tools/stack/ports.ts';
import { silentProgress } from '../../../../tools/stack/progress.ts';
import { ServerProcess } from '../../../../tools/stack/server-process.ts';

/** The same as the broker's: what its class path lacks is the connectors from and to files. */
const fileConnectors = 'org.apache.kafka:connect-file:4.3.0';

export interface KafkaConnect {
  readonly url: string;
  stop(): Promise<void>;
}

/** Kafka Connect itself, distributed as in production, on the brokers of the test. */
export async function startKafkaConnect(brokers: readonly string[], name: string): Promise<KafkaConnect> {
  const jars = [
    await installKafka(silentProgress.step('Kafka')),
    await installJars('connect-file-4.3.0', [fileConnectors], silentProgress.step('Kafka Connect')),
  ];
  const folder = await mkdtemp(join(tmpdir(), 'kafka-connect-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await writeFile(join(folder, 'worker.properties'), properties(workerSettings(brokers, name, url)));
  await writeFile(join(folder, 'log4j2.properties'), logSettings);
  const server = new ServerProcess({
    name: 'Kafka Connect',
    command: 'java',
    args: [
      '-Xmx256m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
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
    },
  };
}

function workerSettings(brokers: readonly string[], name: string, url: string): Record<string, string> {
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
