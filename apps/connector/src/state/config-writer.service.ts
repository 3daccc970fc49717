import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  KafkaConnection,
  type OutgoingRecord,
  ProducerFencedError,
  RecordTooLargeError,
  TransactionalProducer,
} from '@payments/kafka';
import { ConflictError, NotReadyError } from '../worker/connect-cluster.errors.ts';
import { WorkerOptions } from '../worker/worker-options.ts';
import { ClusterState } from './cluster-state.service.ts';
import type { StateRecord } from './config-records.ts';

/** What follows from the state as it is now. */
export interface Decision<Result> {
  readonly records: readonly StateRecord[];
  /** Written in the same transaction, into other topics. */
  readonly others?: readonly OutgoingRecord[];
  readonly result: Result;
}

/** One write, with all its attempts, takes no longer. */
const writeTimeoutMs = 20_000;
/**
 * Who was shut out waits for a random time before it shuts out the other: at first a short one, and twice as long with each round, so
 * that somebody gets through also where each request to Kafka takes long.
 */
const firstJitterMs = 60;
const maxJitterMs = 4_000;

/**
 * Writes to the topic of configurations, from any worker, as if there were only one: what is decided on the state is written only if
 * nobody else has written in between. All workers have one transactional id. Whoever opens it shuts out the others, reads the topic to
 * its end, decides and writes; who was shut out does the same again. While nobody else writes, a write is one transaction.
 */
@Injectable()
export class ConfigWriter {
  private readonly state: ClusterState;
  private readonly topic: string;
  private readonly producer: TransactionalProducer;
  private isOpen = false;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(kafka: KafkaConnection, options: WorkerOptions, state: ClusterState) {
    this.state = state;
    this.topic = options.topics.configs;
    this.producer = new TransactionalProducer(kafka, {
      transactionalId: `connect-${options.group}-configs`,
      openTimeoutMs: writeTimeoutMs / 2,
    });
  }

  /**
   * Writes what `decide` makes of the state. It is asked again whenever the state may be another one; what it throws is thrown, once it
   * is certain that it has seen the newest state. Nothing is written if it returns no records.
   *
   * @throws ConflictError if others write again and again in between
   * @throws NotReadyError if Kafka is away
   */
  write<Result>(decide: () => Decision<Result> | Promise<Decision<Result>>): Promise<Result> {
    const turn = this.queue.then(() => this.attempt(decide));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.queue;
    await this.producer.close();
  }

  private async attempt<Result>(decide: () => Decision<Result> | Promise<Decision<Result>>): Promise<Result> {
    const deadline = performance.now() + writeTimeoutMs;
    let isCertain = false;
    for (let round = 0; ; round += 1) {
      try {
        if (!this.isOpen) {
          await this.open();
          isCertain = true;
        }
        const decision = await this.decided(decide, isCertain);
        if (decision.records.length > 0) await this.transact(decision);
        return decision.result;
      } catch (error) {
        if (!(error instanceof TryAgain)) throw error;
        if (performance.now() > deadline) throw outOfTime(error.cause);
        await pause(Math.random() * Math.min(firstJitterMs * 2 ** round, maxJitterMs));
      }
    }
  }

  private async open(): Promise<void> {
    try {
      await this.producer.open();
      await this.state.catchUpConfigs(writeTimeoutMs / 2);
      this.isOpen = true;
    } catch (error) {
      throw new TryAgain('', { cause: error });
    }
  }

  /** What is refused, or needs no writing, on the state in memory may be otherwise on what another worker wrote a moment ago. */
  private async decided<Result>(
    decide: () => Decision<Result> | Promise<Decision<Result>>,
    isCertain: boolean,
  ): Promise<Decision<Result>> {
    if (isCertain) return decide();
    try {
      const decision = await decide();
      if (decision.records.length > 0) return decision;
    } catch {
      // It is thrown again below, if it still holds.
    }
    await this.catchUp();
    return decide();
  }

  private async catchUp(): Promise<void> {
    try {
      await this.state.catchUpConfigs(writeTimeoutMs / 2);
    } catch (error) {
      throw outOfTime(error);
    }
  }

  private async transact({ records, others = [] }: Decision<unknown>): Promise<void> {
    try {
      await this.producer.transact({
        records: [...records.map((record) => ({ topic: this.topic, ...record })), ...others],
      });
    } catch (error) {
      this.isOpen = false;
      if (error instanceof RecordTooLargeError) throw error;
      if (error instanceof ProducerFencedError) throw new TryAgain('', { cause: error });
      await this.open();
      if (!this.state.configs.holds(records)) throw new TryAgain('', { cause: error });
    }
    await this.catchUp();
  }
}

/** Nothing was written. */
class TryAgain extends Error {}

function outOfTime(cause: unknown): Error {
  return cause instanceof ProducerFencedError
    ? new ConflictError('Other workers change configurations all the time. Nothing was changed; try again.', {
        cause,
      })
    : new NotReadyError(
        `Kafka does not take the change: ${(cause as Error).message}. Whether it counts shows once Kafka is back.`,
        { cause },
      );
}
