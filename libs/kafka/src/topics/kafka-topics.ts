import { setTimeout as pause } from 'node:timers/promises';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Readiness } from '@payments/service';
import type { KafkaConnection } from '../connection.ts';
import { messageOf, TopicMismatchError } from '../errors.ts';
import type { EventProducer } from '../producer/event-producer.ts';
import { ensureTopics, type TopicDefinition } from './ensure-topics.ts';

const firstPauseMs = 500;
const maxPauseMs = 5_000;

interface KafkaTopicsOptions {
  readonly connection: KafkaConnection;
  readonly producer: EventProducer;
  readonly readiness: Readiness;
  readonly topics: readonly TopicDefinition[];
}

/**
 * Makes the service's topics at start. While Kafka is away it keeps trying, and the service, which lives on meanwhile, says so in
 * its readiness.
 */
export class KafkaTopics implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly options: KafkaTopicsOptions;
  private readonly stopping = new AbortController();
  private missing: string | undefined = 'not connected yet';
  private made: Promise<void> | undefined;

  constructor(options: KafkaTopicsOptions) {
    this.options = options;
    options.readiness.add('kafka', () => this.missing);
  }

  onApplicationBootstrap(): void {
    // A failure is told by `ready` to those who wait for it, and by the readiness to the others.
    this.ready().catch(() => undefined);
  }

  /** Resolves once every topic is there; rejects if one of them can never be. */
  ready(): Promise<void> {
    this.made ??= this.make();
    return this.made;
  }

  /** Whoever waits for the topics stops waiting, and can stop itself. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** The producer is closed last: what stops before it may still have something to send. */
  async onApplicationShutdown(): Promise<void> {
    await this.options.producer.disconnect();
  }

  private async make(): Promise<void> {
    const { connection, topics } = this.options;
    let pauseMs = firstPauseMs;
    for (;;) {
      try {
        await ensureTopics(connection, topics);
        this.missing = undefined;
        return;
      } catch (error) {
        this.missing = messageOf(error);
        if (error instanceof TopicMismatchError) {
          connection.log.error(error.message);
          throw error;
        }
        connection.log.warn(
          `Kafka at ${connection.brokers.join(', ')} is not ready (${messageOf(error)}); trying again.`,
        );
      }
      await pause(pauseMs, undefined, { signal: this.stopping.signal });
      pauseMs = Math.min(pauseMs * 2, maxPauseMs);
    }
  }
}
