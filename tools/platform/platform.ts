import type { StackAddresses } from '@payments/testing';
import { freePort, portFrom } from '../stack/ports.ts';
import { type Progress, silentProgress } from '../stack/progress.ts';
import { configuredPorts } from '../stack/stack-ports.ts';
import { type Stack, type StackOptions, startStack } from '../stack/stack.ts';
import { runConnectors } from './connectors.ts';
import { keepRunning } from './restarts.ts';
import { Service } from './service.ts';
import type { KafkaTool } from './running-platform.ts';
import { type ServiceName, type ServiceTopology, topology } from './topology.ts';

export interface PlatformOptions extends Omit<StackOptions, 'ports' | 'otherPorts'> {
  /** `configured`: the usual ports, or those the environment names. `free`: any. */
  readonly ports?: 'configured' | 'free';
  /** Settings of single services, added to their environment; a function is told where the servers are. */
  readonly settings?: ServiceSettings | ((addresses: StackAddresses) => Promise<ServiceSettings>);
  /** Services that are not started; start them with `service(name).start()`. */
  readonly without?: readonly ServiceName[];
  readonly progress?: Progress;
  /** Told what happens while it runs: a service crashed, a service is back. */
  readonly report?: (sentence: string) => void;
}

export type ServiceSettings = Partial<Record<ServiceName, Readonly<Record<string, string>>>>;

const toolPrograms: Record<KafkaTool, string> = {
  'kafka-console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'kafka-consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
};

/** The servers and the services, running. */
export interface Platform {
  readonly stack: Stack;
  readonly services: readonly Service[];
  readonly service: (name: ServiceName) => Service;
  /** The command that starts one of Kafka's own tools. */
  readonly kafkaTool: (name: KafkaTool) => string;
  /** Stops the services, then the servers. */
  stop(): Promise<void>;
}

/**
 * Starts the whole platform and resolves when every service is ready. Nothing it starts outlives this process. The
 * services run from `dist`: build first (`npm run build`).
 *
 * @example
 * const platform = await startPlatform({ data: 'temporary', ports: 'free' });
 * await platform.service('limit-check').kill('SIGKILL');
 * await platform.service('limit-check').start();
 * await platform.stop();
 */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const { ports: choice = 'configured', without = [], report = () => undefined } = options;
  const { brokers, data, fresh, zookeeper, s3, progress = silentProgress } = options;
  const places = await choosePorts(choice);
  const stack = await startStack({
    ...(brokers !== undefined && { brokers }),
    ...(zookeeper !== undefined && { zookeeper }),
    ...(s3 !== undefined && { s3 }),
    ...(data !== undefined && { data }),
    ...(fresh !== undefined && { fresh }),
    ...(choice === 'configured' && { ports: configuredPorts() }),
    otherPorts: places.map(({ service, port }) => ({
      port,
      usedBy: service.name,
      variable: service.portVariable,
    })),
    progress,
  });
  const urls = urlsOf(places);
  const settings = await settingsFor(stack, options.settings);
  const leaveOffs = stack.servers.map((server) => keepRunning(server, report));
  const services = places.map(
    ({ service, port }) =>
      new Service({
        topology: service,
        port,
        places: { addresses: stack.addresses, urls },
        logFolder: stack.logFolder,
        settings: settings[service.name] ?? {},
        report,
      }),
  );
  const stop = async (): Promise<void> => {
    for (const leaveOff of leaveOffs) leaveOff();
    for (const service of services) service.leaveOff();
    await Promise.all(services.map((service) => service.stop()));
    await stack.stop();
  };

  const starts = services
    .filter(({ name }) => !without.includes(name))
    .map((service) => startService(service, progress));
  try {
    await Promise.all(starts);
    if (!without.includes('connector'))
      await startConnectors(findService(services, 'connector').url, progress);
  } catch (error) {
    await Promise.all(services.map((service) => service.stop()));
    // One that was just about to be started is running now.
    await Promise.allSettled(starts);
    await stop();
    throw error;
  }
  const { jars, brokers: bootstrap } = stack.kafka;
  return {
    stack,
    services,
    service: (name) => findService(services, name),
    kafkaTool: (name) =>
      `java -cp '${jars}/*' ${toolPrograms[name]} --bootstrap-server ${bootstrap.join(',')}`,
    stop,
  };
}

async function settingsFor(stack: Stack, given: PlatformOptions['settings'] = {}): Promise<ServiceSettings> {
  if (typeof given !== 'function') return given;
  try {
    return await given(stack.addresses);
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

interface Place {
  readonly service: ServiceTopology;
  readonly port: number;
}

async function choosePorts(choice: 'configured' | 'free'): Promise<Place[]> {
  return Promise.all(
    topology.map(async (service) => ({
      service,
      port: choice === 'free' ? await freePort() : portFrom(process.env, service.portVariable, service.port),
    })),
  );
}

function urlsOf(places: readonly Place[]): Record<ServiceName, string> {
  const urls = places.map(({ service, port }) => [service.name, `http://127.0.0.1:${port}`]);
  return Object.fromEntries(urls) as Record<ServiceName, string>;
}

function findService(services: readonly Service[], name: ServiceName): Service {
  const found = services.find((service) => service.name === name);
  if (found === undefined) throw new RangeError(`There is no service ${name}.`);
  return found;
}

async function startService(service: Service, progress: Progress): Promise<void> {
  const step = progress.step(service.name);
  step.update('starting');
  try {
    await service.start();
    step.done();
  } catch (error) {
    step.fail();
    throw error;
  }
}

async function startConnectors(url: string, progress: Progress): Promise<void> {
  const step = progress.step('connectors');
  step.update('starting');
  try {
    await runConnectors(url, (text) => step.update(text));
    step.done();
  } catch (error) {
    step.fail();
    throw error;
  }
}
