import type { StackAddresses } from '@payments/testing';
import type { KafkaTool, Region, RunningPlatform, RunningService } from '../platform/running-platform.ts';
import { type ServiceName, topology } from '../platform/topology.ts';
import type { Progress } from '../stack/progress.ts';
import { s3Account } from '../stack/s3.ts';
import { Compose, type ComposeConfig, type ComposeOptions } from './compose.ts';

const host = '127.0.0.1';
const brokerService = /^kafka(-|$)/;

export interface ContainerOptions extends ComposeOptions {
  /** Forget what earlier runs have left. */
  readonly fresh?: boolean;
  readonly progress: Progress;
}

/** The platform in containers, running. */
export interface Containers extends RunningPlatform {
  readonly compose: Compose;
}

/** Builds and starts the platform of these files, and resolves when every container is healthy. */
export async function startContainers({
  fresh = false,
  progress,
  ...options
}: ContainerOptions): Promise<Containers> {
  const compose = new Compose(options);
  const config = await compose.config();
  const step = progress.step('containers');
  try {
    if (fresh) await compose.run(['down', '--volumes'], (line) => step.update(line.trim()));
    // Apart from each other, so that what a build prints last is not taken for what the start has said.
    await compose.run(['build'], (line) => step.update(`building: ${line.trim()}`));
    await compose.run(['up', '--wait'], (line) => step.update(line.trim()));
    step.done('healthy');
  } catch (error) {
    step.fail();
    throw error;
  }
  const services = await Promise.all(topology.map(({ name, port }) => serviceOf(compose, name, port)));
  const addresses = addressesOf(config);
  const brokers = brokersOf(config);
  return {
    compose,
    stack: { addresses, logFolder: `${compose.command} logs` },
    services,
    service: (name) => {
      const found = services.find((service) => service.name === name);
      if (found === undefined) throw new RangeError(`There is no service ${name}.`);
      return found;
    },
    ...(brokers.length > 1 && { regions: brokers.map((name) => regionOf(compose, config, name)) }),
    kafkaTool: (name) =>
      `${compose.command} exec kafka ${toolOf(config, name)} --bootstrap-server kafka:19092`,
    // They run until they are told otherwise, as everything in containers does.
    stop: () => Promise.resolve(),
  };
}

async function serviceOf(compose: Compose, name: ServiceName, port: number): Promise<RunningService> {
  const [first] = await compose.instances(name, port);
  return {
    name,
    url: `http://${first?.address}`,
    start: () => compose.run(['up', '--wait', '--no-deps', '--no-recreate', name]),
    stop: () => compose.run(['stop', name]),
  };
}

function regionOf(compose: Compose, { services }: ComposeConfig, broker: string): Region {
  return {
    name: services[broker]?.environment?.['KAFKA_BROKER_RACK'] ?? broker,
    kill: () => compose.run(['kill', broker]),
    start: () => compose.run(['up', '--wait', '--no-deps', '--no-recreate', broker]),
  };
}

/** Confluent's image has the tools on the PATH, under names without an ending. */
function toolOf({ services }: ComposeConfig, name: KafkaTool): string {
  return services['kafka']?.image?.startsWith('confluentinc/') === true ? name : `/opt/kafka/bin/${name}.sh`;
}

function addressesOf(config: ComposeConfig): StackAddresses {
  const { environment: mysql = {} } = config.services['mysql'] ?? {};
  const { environment: s3 = {} } = config.services['s3'] ?? {};
  return {
    kafka: { brokers: brokersOf(config).map((name) => `${host}:${publishedPort(config, name)}`) },
    mysql: {
      host,
      port: publishedPort(config, 'mysql'),
      user: 'root',
      password: mysql['MYSQL_ROOT_PASSWORD'] ?? '',
    },
    s3: {
      ...s3Account,
      endpoint: `http://${host}:${publishedPort(config, 's3')}`,
      secretAccessKey: s3['S3PROXY_CREDENTIAL'] ?? s3Account.secretAccessKey,
    },
  };
}

function brokersOf({ services }: ComposeConfig): string[] {
  return Object.keys(services).filter((name) => brokerService.test(name));
}

function publishedPort({ services }: ComposeConfig, name: string): number {
  return Number(services[name]?.ports?.[0]?.published);
}
