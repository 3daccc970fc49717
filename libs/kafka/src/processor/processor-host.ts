import { setTimeout as pause } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Readiness } from '@payments/service';
import type { KafkaConnection } from '../connection.ts';
import { messageOf, TopicMismatchError } from '../errors.ts';
import type { KafkaTopics } from '../topics/kafka-topics.ts';
import { processorMetrics } from './processor-metrics.ts';
import type { ProcessorDefinition } from './stateful-handler.ts';
import { StatefulProcessor } from './stateful-processor.ts';

const startPauseMs = 2_000;

interface ProcessorHostParts<Event, State> {
  readonly connection: KafkaConnection;
  readonly topics: KafkaTopics;
  readonly readiness: Readiness;
  readonly definition: ProcessorDefinition<Event, State>;
}

/** Runs a stateful processor for as long as its service lives: waits for Kafka, and ends the process if it died for good. */
export class ProcessorHost<Event extends { readonly subject: string }, State>
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly processor: StatefulProcessor<Event, State>;
  private readonly stopping = new AbortController();
  private starting: Promise<void> | undefined;

  constructor(private readonly parts: ProcessorHostParts<Event, State>) {
    const { connection, definition, readiness } = parts;
    this.processor = new StatefulProcessor(connection, definition, {
      observer: processorMetrics(definition.group),
      died: (reason) => this.exit(`The consumer of ${definition.group} has died for good (${reason}).`),
    });
    readiness.add('processor', () => this.processor.unreadyReason());
  }

  onApplicationBootstrap(): void {
    this.starting = this.startWhenPossible();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.starting;
    await this.processor.stop();
  }

  private async startWhenPossible(): Promise<void> {
    const { connection, topics, definition } = this.parts;
    while (!this.stopping.signal.aborted) {
      try {
        await topics.ready();
        return await this.processor.start();
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        if (error instanceof TopicMismatchError) return this.exit(messageOf(error));
        connection.log.warn(`${definition.group} cannot process yet: ${messageOf(error)}`);
      }
      await pause(startPauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private exit(reason: string): void {
    this.parts.connection.log.error(`${reason} The process ends, so that it is started anew.`);
    process.exit(1);
  }
}
