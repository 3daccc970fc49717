import { setTimeout as pause } from 'node:timers/promises';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import type { Readiness } from '@payments/service';
import { isObservable, lastValueFrom } from 'rxjs';
import type { KafkaConnection } from '../connection.ts';
import { deadLetterTopicOf } from '../dead-letters/dead-letter-record.ts';
import { DeadLetterWriter } from '../dead-letters/dead-letter-writer.ts';
import { messageOf, TopicMismatchError } from '../errors.ts';
import type { EventProducer } from '../producer/event-producer.ts';
import { ensureTopics } from '../topics/ensure-topics.ts';
import type { KafkaTopics } from '../topics/kafka-topics.ts';
import type { ConsumedContract } from './consumed-contract.ts';
import { consumerMetrics } from './consumer-metrics.ts';
import type { HandlerExtras } from './event-handler.decorator.ts';
import { GroupConsumer } from './group-consumer.ts';
import { HandlerRegistry, type RegisteredHandler } from './handler-registry.ts';
import type { LaneOutcome } from './partition-lane.ts';
import { type BatchBounds, defaultBatchBounds } from './record-queue.ts';
import { defaultRetryPolicy, type RetryPolicy } from './retry-policy.ts';

export interface KafkaEventServerOptions {
  /** Every contract there is. A type that is in it and has no handler here is passed over; any other is a dead letter. */
  readonly catalogue: readonly ConsumedContract[];
  readonly batch?: Partial<BatchBounds>;
  readonly retry?: Partial<RetryPolicy>;
}

/** What the server is given by its module. */
export interface KafkaEventServerParts {
  /** Consumer group; the name of the service. */
  readonly group: string;
  readonly connection: KafkaConnection;
  readonly producer: EventProducer;
  readonly topics: KafkaTopics;
  readonly readiness: Readiness;
  /** Ends the process, after one line that says why. */
  readonly exit?: (reason: string) => void;
}

const startPauseMs = 2_000;
const deadLetterRetentionMs = 30 * 24 * 60 * 60 * 1_000;

/**
 * Hands the events of Kafka's topics to the methods that are decorated with `@EventHandler` and `@EventBatchHandler`.
 *
 * @example
 * app.connectMicroservice({ strategy: app.get(KafkaEventServer) });
 */
export class KafkaEventServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('kafka-events');
  override readonly propagatesEventHandlerErrors = true;
  private readonly parts: KafkaEventServerParts;
  private readonly options: KafkaEventServerOptions;
  private readonly stopping = new AbortController();
  private consumer: GroupConsumer | undefined;
  private starting: Promise<void> | undefined;

  constructor(parts: KafkaEventServerParts, options: KafkaEventServerOptions) {
    super();
    this.parts = parts;
    this.options = options;
  }

  /** Starts consuming as soon as Kafka is there, and does not wait for it. @throws Error if the handlers contradict each other */
  listen(callback: () => void): void {
    const { group, connection, readiness } = this.parts;
    const registry = new HandlerRegistry(
      [...this.messageHandlers.values()].map(registered),
      this.options.catalogue,
    );
    readiness.add('consumer', () => this.consumer?.missing() ?? this.notStarted());
    connection.log.log(`Group ${group} handles ${registry.description}.`);
    this.starting = this.startWhenPossible(registry);
    callback();
  }

  /** Finishes what is under way, commits it and leaves the group. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.starting;
    await this.consumer?.stop();
  }

  /** For Nest; this server has no events of its own. */
  override on(): void {}

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- Nest's signature
  override unwrap<Consumer>(): Consumer {
    return this.consumer as Consumer;
  }

  private notStarted(): string | undefined {
    return this.consumer === undefined ? 'waits for Kafka' : undefined;
  }

  private async startWhenPossible(registry: HandlerRegistry): Promise<void> {
    const { connection, group, topics } = this.parts;
    while (!this.stopping.signal.aborted) {
      let consumer: GroupConsumer | undefined;
      try {
        await topics.ready();
        await ensureTopics(connection, [
          {
            name: deadLetterTopicOf(group),
            partitions: 1,
            cleanup: 'delete',
            retentionMs: deadLetterRetentionMs,
          },
        ]);
        consumer = this.createConsumer(registry);
        await Promise.race([consumer.start(), this.aborted()]);
        this.consumer = consumer;
        return;
      } catch (error) {
        await consumer?.stop().catch(() => undefined);
        if (this.stopping.signal.aborted) return;
        if (error instanceof TopicMismatchError) return this.exit(messageOf(error));
        connection.log.warn(`Group ${group} cannot consume yet: ${messageOf(error)}`);
      }
      await pause(startPauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private aborted(): Promise<never> {
    const { signal } = this.stopping;
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopping'))));
  }

  private createConsumer(registry: HandlerRegistry): GroupConsumer {
    const { connection, producer, group } = this.parts;
    const deadLetters = new DeadLetterWriter(producer, group, connection.log);
    return new GroupConsumer(connection, {
      group,
      registry,
      policy: { ...defaultRetryPolicy, ...this.options.retry },
      bounds: { ...defaultBatchBounds, ...this.options.batch },
      deadLetter: (record, error, options) => deadLetters.write(record, error, options),
      observe: ({ topic, partition }, outcome, error) => this.observe(topic, partition, { outcome, error }),
      lag: (topic, partition, records) => {
        const labels = { group, topic, partition };
        if (records === undefined) consumerMetrics.lag.remove(labels);
        else consumerMetrics.lag.set(labels, records);
      },
      died: (reason) => this.exit(`Group ${group}: its consumer has died for good (${reason}).`),
    });
  }

  private observe(topic: string, partition: number, what: { outcome: LaneOutcome; error: unknown }): void {
    const { group, connection } = this.parts;
    if (what.outcome !== 'retried')
      return consumerMetrics.records.inc({ group, topic, outcome: what.outcome });
    consumerMetrics.retries.inc({ group, topic });
    connection.log.warn(`${group} tries ${topic}[${partition}] again: ${messageOf(what.error)}`);
  }

  private exit(reason: string): void {
    const { connection, exit = endProcess } = this.parts;
    connection.log.error(`${reason} The process ends, so that it is started anew.`);
    exit(reason);
  }
}

function endProcess(): void {
  process.exit(1);
}

/** A handler as Nest has wrapped it, as the transport calls it. */
function registered(handler: MessageHandler): RegisteredHandler {
  const { kafkaHandler, contracts } = (handler.extras ?? {}) as Partial<HandlerExtras>;
  if (kafkaHandler === undefined || contracts === undefined)
    throw new Error(
      'A handler was declared with @EventPattern or @MessagePattern: use @EventHandler instead.',
    );
  return {
    name: contracts.map(({ type, topic }) => `${type} of ${topic.name}`).join(', '),
    kind: kafkaHandler,
    contracts,
    handle: async (batch) => {
      const result: unknown = await handler(kafkaHandler === 'batch' ? batch : batch[0]);
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    },
  };
}
