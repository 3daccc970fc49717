import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { atMost, EventProducer, KafkaConnection } from '@payments/kafka';
import { WorkerOptions } from '../worker/worker-options.ts';
import type { StateRecord } from './config-records.ts';

const retryPauseMs = 1_000;
const lastFlushTimeoutMs = 3_000;
/** What could not be written by then is tried again, as long as the worker lives. */
const deliveryTimeoutMs = 3_000;

/** Writes states to their topic: the newest of each key, as soon as Kafka takes it. */
@Injectable()
export class StatusWriter {
  private readonly log = new Logger('StatusWriter');
  private readonly producer: EventProducer;
  private readonly topic: string;
  /** Bounded by the number of connectors, tasks and topics: one entry for each. */
  private readonly pending = new Map<string, string | null>();
  private writing: Promise<void> | undefined;
  private isFailing = false;
  private isClosed = false;

  constructor(kafka: KafkaConnection, { topics }: WorkerOptions) {
    this.producer = new EventProducer(kafka, { deliveryTimeoutMs });
    this.topic = topics.status;
  }

  put({ key, value }: StateRecord): void {
    this.pending.delete(key);
    this.pending.set(key, value);
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
  }

  /** Resolves when what waits is written, or after `timeoutMs`. */
  async written(timeoutMs: number): Promise<void> {
    await atMost(timeoutMs, this.writing);
  }

  /** Writes what waits, if Kafka takes it soon. */
  async close(): Promise<void> {
    await this.written(lastFlushTimeoutMs);
    this.isClosed = true;
    await atMost(lastFlushTimeoutMs, this.producer.disconnect());
  }

  private async write(): Promise<void> {
    // What is said in the same moment goes together.
    await Promise.resolve();
    while (this.pending.size > 0 && !this.isClosed) {
      const records = [...this.pending];
      this.pending.clear();
      try {
        await this.producer.send(records.map(([key, value]) => ({ topic: this.topic, key, value })));
        this.isFailing = false;
      } catch (error) {
        for (const [key, value] of records) if (!this.pending.has(key)) this.pending.set(key, value);
        if (!this.isFailing) this.log.warn(`States wait to be written: ${(error as Error).message}`);
        this.isFailing = true;
        await pause(retryPauseMs);
      }
    }
  }
}
