import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { connectKafka, EventProducer, KafkaModule, readTopic } from '@payments/kafka';
import { ServiceModule } from '@payments/service';
import { eventually, testStack, unique } from '@payments/testing';
import { fileStreamSink } from '../file-stream/file-stream-sink.ts';
import { fileStreamSource } from '../file-stream/file-stream-source.ts';
import type { ConnectorPlugin } from '../plugin/plugin.ts';
import { ConnectCluster } from '../worker/connect-cluster.service.ts';
import type { RunState } from '../worker/connect-cluster.views.ts';
import { Worker } from '../worker/worker.service.ts';
import { WorkerModule } from '../worker/worker.module.ts';
import { WorkerOptions } from '../worker/worker-options.ts';

/** Converters that leave text as it is. */
export const asText = {
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
};

const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };
const retry = { firstPauseMs: 100, maxPauseMs: 1_000, resetAfterMs: 60_000 };

/** One worker of a cluster, in this process. */
export interface TestWorker {
  readonly id: string;
  readonly cluster: ConnectCluster;
  readonly app: INestApplicationContext;
  stop(): Promise<void>;
}

/** A cluster of workers with state of its own, on the Kafka of the test run. */
export class WorkerCluster {
  readonly name = unique('connect');
  readonly kafka = connectKafka({ ...testStack().kafka, clientId: 'connect-test', log: quiet });
  readonly topics = {
    configs: `${this.name}-configs`,
    offsets: `${this.name}-offsets`,
    status: `${this.name}-status`,
  };
  private readonly workers: TestWorker[] = [];

  constructor(private readonly plugins: readonly ConnectorPlugin[] = [fileStreamSource, fileStreamSink]) {}

  /** Starts a worker, and waits until it has slots. `brokers` may be those of a proxy. */
  async start({
    brokers = this.kafka.brokers,
    ...options
  }: Partial<WorkerOptions> & { brokers?: readonly string[] } = {}): Promise<TestWorker> {
    process.env['KAFKA_BROKERS'] = brokers.join(',');
    const id = unique('worker');
    const { configs, offsets, status } = this.topics;
    const kafka = KafkaModule.forService('connector', {
      topics: [
        { name: configs, partitions: 1, cleanup: 'compact' },
        { name: offsets, partitions: 25, cleanup: 'compact' },
        { name: status, partitions: 5, cleanup: 'compact' },
      ],
    });
    const worker = WorkerModule.forPlugins(
      this.plugins,
      () =>
        new WorkerOptions({
          workerId: id,
          group: this.name,
          topics: this.topics,
          retry,
          statusIntervalMs: 200,
          topicIntervalMs: 500,
          ...options,
        }),
    );
    @Module({ imports: [ServiceModule, kafka, worker] })
    class App {}
    const app = await NestFactory.createApplicationContext(App, { logger: false });
    const started = { id, app, cluster: app.get(ConnectCluster), stop: () => this.stop(started) };
    this.workers.push(started);
    await eventually(() => app.get(Worker).missing() === undefined, { what: 'a worker in its group' });
    return started;
  }

  async stop(worker: TestWorker): Promise<void> {
    const index = this.workers.indexOf(worker);
    if (index < 0) return;
    this.workers.splice(index, 1);
    await worker.app.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.workers].map((worker) => this.stop(worker)));
  }

  async send(topic: string, values: readonly string[]): Promise<void> {
    const producer = new EventProducer(this.kafka);
    await producer.send(values.map((value) => ({ topic, key: value, value })));
    await producer.disconnect();
  }

  /** The values of a topic, as far as they are committed. */
  async values(topic: string): Promise<string[]> {
    const values: string[] = [];
    await readTopic(this.kafka, topic, (records) =>
      values.push(...records.map(({ value }) => String(value))),
    );
    return values;
  }
}

/** Waits until a connector and so many tasks are in a state. */
export async function eventuallyIs(
  { cluster }: TestWorker,
  name: string,
  state: RunState,
  tasks = 1,
): Promise<void> {
  await eventually(
    () => {
      const status = cluster.status(name);
      const states = status.tasks.map((task) => task.state);
      if (
        status.connector.state === state &&
        states.length === tasks &&
        states.every((each) => each === state)
      )
        return true;
      throw new Error(JSON.stringify(status));
    },
    { what: `${name} ${state}` },
  );
}

/** A path of its own for a file that does not exist. */
export async function freshPath(name = 'lines.txt'): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'connect-')), name);
}
