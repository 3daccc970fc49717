import { Module, type Type as NestType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Readiness, ServiceModule } from '@payments/service';
import { eventually, testStack, unique } from '@payments/testing';
import {
  type ConsumedContract,
  connectKafka,
  deadLetterTopicOf,
  ensureTopics,
  EventProducer,
  KafkaEventServer,
  type KafkaEventServerOptions,
  KafkaModule,
  type OutgoingRecord,
  readCommittedPosition,
  readTopic,
  type ReceivedRecord,
} from '../src/index.ts';

/** The event of these tests. */
export interface Cup {
  readonly type: string;
  readonly number: number;
}

export type SentCup = Partial<OutgoingRecord> & { readonly number?: number; readonly type?: string };

const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** A topic of cups with two types of event, and services that consume it. */
export class TeaStall {
  readonly connection = connectKafka({ ...testStack().kafka, clientId: 'tea-stall', log: quiet });
  readonly topic = unique('cups');
  readonly group = unique('stall');
  readonly served = contract(this.topic, 'cup.served');
  readonly returned = contract(this.topic, 'cup.returned');
  private readonly producer = new EventProducer(this.connection);
  private readonly apps: NestFastifyApplication[] = [];
  private readonly partitions: number;

  private constructor(partitions: number) {
    this.partitions = partitions;
  }

  static async build({ partitions = 3 } = {}): Promise<TeaStall> {
    const stall = new TeaStall(partitions);
    await ensureTopics(stall.connection, [{ name: stall.topic, partitions, cleanup: 'delete' }]);
    return stall;
  }

  /** Starts a service that has the decorated methods of `controller`. */
  async open(
    controller: NestType,
    {
      brokers = this.connection.brokers,
      ...options
    }: Partial<KafkaEventServerOptions> & { brokers?: readonly string[] } = {},
  ): Promise<NestFastifyApplication> {
    process.env['KAFKA_BROKERS'] = brokers.join(',');
    const { topic: name, partitions } = this;
    const kafka = KafkaModule.forService(this.group, {
      topics: [{ name, partitions, cleanup: 'delete' }],
      consumes: { catalogue: [this.served, this.returned], ...options },
    });
    @Module({ imports: [ServiceModule, kafka], controllers: [controller] })
    class Stall {}
    const app = await NestFactory.create<NestFastifyApplication>(Stall, new FastifyAdapter(), {
      logger: false,
    });
    app.connectMicroservice({ strategy: app.get(KafkaEventServer) });
    await app.startAllMicroservices();
    this.apps.push(app);
    return app;
  }

  async send(cups: readonly SentCup[]): Promise<void> {
    await this.producer.send(
      cups.map(({ number = 0, type = 'cup.served', ...record }) => ({
        topic: this.topic,
        key: `guest-${number}`,
        value: JSON.stringify({ type, number }),
        ...record,
      })),
    );
  }

  async deadLetters(): Promise<ReceivedRecord[]> {
    const letters: ReceivedRecord[] = [];
    await readTopic(this.connection, deadLetterTopicOf(this.group), (some) => void letters.push(...some));
    return letters;
  }

  /** Records and markers that are not committed yet. */
  async lag(): Promise<number> {
    const ends = await this.connection.withAdmin((admin) => admin.fetchTopicOffsets(this.topic));
    const lags = ends.map(async ({ partition, high }) => {
      const position = await readCommittedPosition(this.connection, this.group, this.topic, partition);
      return Number(high) - Number(position?.offset ?? 0);
    });
    return (await Promise.all(lags)).reduce((sum, lag) => sum + lag, 0);
  }

  async close(): Promise<void> {
    for (const app of this.apps) await app.close();
    await this.producer.disconnect();
  }
}

/** Waits until a service says that it is at work. */
export async function isReady(app: NestFastifyApplication): Promise<void> {
  await eventually(async () => Object.keys(await app.get(Readiness).missing()).length === 0, {
    what: 'a service that is ready',
  });
}

export function numbers(count: number, from = 0): { number: number }[] {
  return Array.from({ length: count }, (_, index) => ({ number: from + index }));
}

function contract(topic: string, type: string): ConsumedContract<Cup> {
  return {
    type,
    topic: { name: topic },
    check: (value): value is Cup => (value as Cup).type === type && typeof (value as Cup).number === 'number',
    violations: () => [{ pointer: '/number', detail: 'must be a number' }],
  };
}
