import { access, cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brokerSettings, brokerTimeouts, forFewCores, host, propertiesText } from './broker-settings.ts';
import { classArchive, type JavaProgram } from './class-archive.ts';
import { runProgram } from './command.ts';
import { Failure } from './failure.ts';
import { install } from './installation.ts';
import { installJars } from './maven.ts';
import { freePort } from './ports.ts';
import type { Step } from './progress.ts';
import { ServerProcess } from './server-process.ts';

/** Not 4.3: its brokers forget to end transactions while a partition has no leader, as after a SIGKILL (docs/decisions/0025). */
export const kafkaVersion = '4.2.1';
/** Of data from before its version was written beside it. */
const unnamedVersion = '4.3.0';
const artifacts = [
  `org.apache.kafka:kafka_2.13:${kafkaVersion}`,
  `org.apache.kafka:kafka-tools:${kafkaVersion}`,
  'org.apache.logging.log4j:log4j-slf4j-impl:2.24.3',
] as const;

/** Any 16 bytes in base64; the nodes of a cluster have the same. */
const clusterId = 'cGF5bWVudHMta2Fma2EtMQ';

export interface KafkaOptions {
  /** One entry a broker: the port for clients and the one the controllers talk on. */
  readonly nodes: readonly { readonly port: number; readonly controllerPort: number }[];
  readonly dataFolder: string;
  readonly logFolder: string;
}

/** Kafka nodes that are broker and controller in one, not started yet, on data that is formatted if it is new. */
export async function prepareKafka(options: KafkaOptions, step: Step): Promise<ServerProcess[]> {
  const jars = await installKafka(step);
  step.update('starting');
  const classes = await classArchive(`kafka-${kafkaVersion}-classes`, async (folder, recording) => {
    const nodes = [{ port: await freePort(), controllerPort: await freePort() }];
    const place = { dataFolder: folder, logFolder: folder };
    const node = await prepareNode({ nodes, ...place }, 0, { jars, classes: recording });
    await node.start();
    await node.stop();
  });
  return Promise.all(options.nodes.map((_, index) => prepareNode(options, index, { jars, classes })));
}

/** The folder with Kafka's jars, its command line tools among them; the class path is `<folder>/*`. */
export function installKafka(step: Step): Promise<string> {
  return installJars(`kafka-${kafkaVersion}`, artifacts, step);
}

async function prepareNode(
  options: KafkaOptions,
  index: number,
  { jars, classes }: JavaProgram,
): Promise<ServerProcess> {
  const id = index + 1;
  const folder = join(options.dataFolder, `node-${id}`);
  await mkdir(folder, { recursive: true });
  const settings = join(folder, 'server.properties');
  const logging = join(folder, 'log4j2.properties');
  await writeFile(settings, nodeSettings(options, index, folder));
  await writeFile(logging, logSettings);
  const javaArgs = [`-Dlog4j2.configurationFile=${logging}`, '-Djava.awt.headless=true', '-cp', `${jars}/*`];

  await format(options, index, jars);
  return new ServerProcess({
    name: options.nodes.length === 1 ? 'Kafka' : `Kafka ${id}`,
    command: 'java',
    args: [...forFewCores, ...classes, ...javaArgs, 'kafka.Kafka', settings],
    logFile: join(options.logFolder, `kafka-${id}.log`),
    isReady: (log) => log.includes('Kafka Server started'),
    ...brokerTimeouts,
  });
}

/** A node's identity takes a Java program to make: it is made once, kept in the cache, and copied. */
async function format(options: KafkaOptions, index: number, jars: string): Promise<void> {
  const id = index + 1;
  const node = join(options.dataFolder, `node-${id}`);
  const [log, versionFile] = [join(node, 'log'), join(node, 'kafka-version')];
  if (await exists(log)) {
    const formatted = await readFile(versionFile, 'utf8').catch(() => unnamedVersion);
    return requireReadable(formatted, options.dataFolder);
  }
  const template = await install(`kafka-node-${id}-${kafkaVersion}`, async (folder) => {
    const settings = join(folder, 'server.properties');
    await writeFile(settings, nodeSettings(options, index, folder));
    const java = [...forFewCores, '-cp', `${jars}/*`];
    const command = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', settings];
    const { exitCode, tail } = await runProgram('java', [...java, ...command]);
    if (exitCode !== 0) throw new Failure(`Kafka could not format its data folder:\n${tail}`);
  });
  await writeFile(versionFile, kafkaVersion);
  const copy = `${log}.${process.pid}`;
  await cp(join(template, 'log'), copy, { recursive: true });
  await rename(copy, log);
}

/** Kafka reads what older versions have written, never what newer ones have. */
function requireReadable(formatted: string, dataFolder: string): void {
  if (formatted.localeCompare(kafkaVersion, 'en', { numeric: true }) <= 0) return;
  throw new Failure(
    `The data in ${dataFolder} is of Kafka ${formatted}, which Kafka ${kafkaVersion} cannot read. ` +
      'Start once with --fresh to throw it away, or set PAYMENTS_DATA to another folder.',
  );
}

/** The properties of a node, a line each. */
export function nodeSettings({ nodes }: KafkaOptions, index: number, folder: string): string {
  const node = nodes[index];
  if (node === undefined) throw new RangeError(`There is no node ${index}.`);
  return propertiesText({
    'node.id': index + 1,
    'process.roles': 'broker,controller',
    listeners: `PLAINTEXT://${host}:${node.port},CONTROLLER://${host}:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${host}:${node.port}`,
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': nodes.map((each, i) => `${i + 1}@${host}:${each.controllerPort}`).join(','),
    // A killed broker is let in again once its old session is over; the default of 9 s is for larger clusters.
    'broker.session.timeout.ms': 5_000,
    'broker.heartbeat.interval.ms': 1_000,
    ...brokerSettings({ index, brokers: nodes.length, folder }),
  });
}

const logSettings = `
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d] %p %m (%c)%n
# Every setting of every client and server, at each start.
logger.settings.name = org.apache.kafka.common.config.AbstractConfig
logger.settings.level = warn
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`;

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
