import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectKafka, type KafkaConnection } from '@payments/kafka';
import { eventually } from '@payments/testing';
import { audit, type Verdict } from '../../tools/audit/audit.ts';
import { type Containers, startContainers } from '../../tools/compose/containers.ts';
import type { Acknowledgement } from '../../tools/load/journal.ts';
import { type LoadReport, sendPayments } from '../../tools/load/send-payments.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { silentProgress } from '../../tools/stack/progress.ts';
import { metricsOf } from './metrics.ts';

const demo = fileURLToPath(new URL('../../tools/demo/main.ts', import.meta.url));
const healthyTimeoutMs = 180_000;
const portVariables = [
  'PAYMENTS_API_PORT',
  'NOTIFICATIONS_PORT',
  'CONNECTOR_PORT',
  'CONSOLE_PORT',
  'KAFKA_PORT',
  'KAFKA_DELHI_PORT',
  'KAFKA_CHENNAI_PORT',
  'MYSQL_PORT',
  'S3_PORT',
];

/** Free ports and a project of its own, beside whatever else runs in containers here. */
export async function containerEnvironment(): Promise<Record<string, string>> {
  const ports = await Promise.all(
    portVariables.map(async (name) => [name, String(await freePort())] as const),
  );
  return { COMPOSE_PROJECT_NAME: 'payments-journey', ...Object.fromEntries(ports) };
}

export interface Play {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Plays the demo to its end. */
export async function playDemo(args: readonly string[], environment: Record<string, string>): Promise<Play> {
  const child = spawn(process.execPath, [demo, ...args, '--once'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, output };
}

/** The platform in containers, with payments under way and what clients were promised. */
export class ContainerJourney {
  readonly containers: Containers;
  readonly kafka: KafkaConnection;
  readonly #journal: Acknowledgement[] = [];

  static async start(
    files: readonly string[],
    environment: Record<string, string>,
  ): Promise<ContainerJourney> {
    return new ContainerJourney(
      await startContainers({ files, environment, fresh: true, progress: silentProgress }),
    );
  }

  private constructor(containers: Containers) {
    this.containers = containers;
    this.kafka = connectKafka({
      ...containers.stack.addresses.kafka,
      clientId: 'journey',
      log: { log: () => undefined, warn: () => undefined, error: () => undefined },
    });
  }

  /** Payments are made while `work` is done, and for a second afterwards; those that were acknowledged go to the audit. */
  async underLoad(work: () => Promise<void>): Promise<LoadReport> {
    const enough = new AbortController();
    const sending = sendPayments({
      url: this.containers.service('payments-api').url,
      rate: 50,
      seconds: 900,
      users: 100,
      retryForMs: healthyTimeoutMs,
      journal: (line) => this.#journal.push(line),
      signal: enough.signal,
    });
    await this.#acknowledges(50);
    await work();
    await this.#acknowledges(50);
    enough.abort();
    return sending;
  }

  /** What the services of a container project are asked to do, as it is typed. */
  compose(...args: readonly string[]): Promise<void> {
    return this.containers.compose.run(args);
  }

  async restart(...names: readonly string[]): Promise<void> {
    await this.compose('up', '--wait', '--no-recreate', ...names);
  }

  /** How many partitions each instance of limit-check works on, by its container; most of them first. */
  async shares(): Promise<readonly { readonly container: string; readonly partitions: number }[]> {
    const instances = await this.containers.compose.instances('limit-check', 3001);
    const shares = instances.map(async ({ container, address }) => {
      const metrics = await metricsOf(`http://${address}`);
      return { container, partitions: metrics.get('kafka_processor_partitions') ?? 0 };
    });
    return (await Promise.all(shares)).toSorted((a, b) => b.partitions - a.partitions);
  }

  /** Recounts everything from outside, once the work under way is done; against what clients were promised unless told otherwise. */
  audit(journal: readonly Acknowledgement[] = this.#journal): Promise<Verdict> {
    const { kafka, mysql, s3 } = this.containers.stack.addresses;
    const { host, port } = mysql;
    return audit({ kafka, mysql: { host, port }, s3, journal, waitSeconds: 120 });
  }

  async #acknowledges(more: number): Promise<void> {
    const before = this.#journal.length;
    await eventually(() => this.#journal.length >= before + more, {
      what: `${more} more payments to be acknowledged`,
      timeoutMs: healthyTimeoutMs,
    });
  }
}
