import { Module, type Type } from '@nestjs/common';
import { KafkaModule } from '@payments/kafka';
import { startService } from '@payments/service';
import { eventually, testStack, unique } from '@payments/testing';
import type { ConnectorPlugin } from '../plugin/plugin.ts';
import { RestModule } from '../rest/rest.module.ts';
import { restOptions } from '../rest/rest-options.ts';
import { stateTopics, workerOptions } from '../settings.ts';
import { WorkerModule } from '../worker/worker.module.ts';

export interface RunningConnector {
  readonly url: string;
  /** A part of the service. */
  get<Part>(part: Type<Part>): Part;
  stop(): Promise<void>;
}

export interface ConnectorPlace {
  /** Workers of the same name share their state. */
  readonly name?: string;
  /** Perhaps a proxy's. */
  readonly brokers?: readonly string[];
  /** Further settings. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The service as `main.ts` starts it, on a free port, with these plugins; ready to work. One at a time: it reads this process's environment. */
export async function startConnector(
  plugins: readonly ConnectorPlugin[],
  { name = unique('connector'), brokers = testStack().kafka.brokers, environment: more }: ConnectorPlace = {},
): Promise<RunningConnector> {
  const environment = {
    ...process.env,
    KAFKA_BROKERS: brokers.join(','),
    PORT: '0',
    CONNECTOR_WORKER_ID: unique('worker'),
    CONNECTOR_GROUP: name,
    CONNECTOR_CONFIGS_TOPIC: `${name}-configs`,
    CONNECTOR_OFFSETS_TOPIC: `${name}-offsets`,
    CONNECTOR_STATUS_TOPIC: `${name}-status`,
    ...more,
  };
  const app = await withEnvironment(environment, () => {
    @Module({
      imports: [
        KafkaModule.forService('connector', { topics: stateTopics() }),
        WorkerModule.forPlugins(plugins, () => workerOptions()),
        RestModule,
      ],
    })
    class App {}
    return startService({ name: 'connector', module: App, port: 0, ...restOptions });
  });
  const url = await app.getUrl();
  await eventually(async () => (await fetch(`${url}/health`)).ok, { what: 'a connector that is ready' });
  return { url, get: (part) => app.get(part), stop: () => app.close() };
}

/** The signals end the test's process, not the service in it. */
async function withEnvironment<Value>(
  environment: NodeJS.ProcessEnv,
  work: () => Promise<Value>,
): Promise<Value> {
  const before = process.env;
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const listeners = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
  process.env = environment;
  try {
    return await work();
  } finally {
    process.env = before;
    for (const [signal, known] of listeners)
      for (const listener of process.listeners(signal))
        if (!known.includes(listener)) process.removeListener(signal, listener);
  }
}
