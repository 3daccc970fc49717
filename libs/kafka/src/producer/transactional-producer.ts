import type { KafkaConnection } from '../connection.ts';
import {
  errorType,
  isAnswerLost,
  messageOf,
  ProducerFencedError,
  ProducerNotOpenError,
  RecordTooLargeError,
  TransactionFailedError,
} from '../errors.ts';
import type { Cluster } from '../kafkajs/internals.ts';
import type { OutgoingRecord } from '../records.ts';
import type { ProducerIdentity } from '../wire/end-txn.ts';
import type { OffsetsToCommit } from '../wire/txn-offset-commit.ts';
import type { Entry, PartitionQueue, WrittenRange } from './partition-queue.ts';
import { RecordWriter } from './record-writer.ts';
import { Routing } from './routing.ts';
import { TransactionRequests } from './transaction-requests.ts';

export interface TransactionalProducerOptions {
  /** Whoever opens a producer with this id fences the one before. */
  readonly transactionalId: string;
  /** The broker aborts a transaction that is open for longer, in milliseconds. */
  readonly transactionTimeoutMs?: number;
  /** The largest batch of records for one partition, in bytes; a single larger record is sent on its own. */
  readonly maxBatchBytes?: number;
  /** How long `open` tries, in milliseconds. */
  readonly openTimeoutMs?: number;
}

export interface Transaction {
  readonly records: readonly OutgoingRecord[];
  readonly offsets?: OffsetsToCommit | undefined;
}

const defaultTransactionTimeoutMs = 30_000;
export const defaultMaxBatchBytes = 900_000;
const defaultOpenTimeoutMs = 60_000;

/**
 * Writes records and positions together or not at all, one transaction at a time. After any failure it has to be opened again
 * before it goes on, and whoever uses it then asks for the committed position: that says whether the failed transaction counts.
 *
 * @example
 * const producer = new TransactionalProducer(connection, { transactionalId: 'limit-check-3' });
 * await producer.open();
 * await producer.transact({ records, offsets: { group: 'limit-check', positions: [{ topic, partition: 3, offset: '42' }] } });
 */
export class TransactionalProducer {
  readonly transactionalId: string;
  private readonly transactionTimeoutMs: number;
  private readonly openTimeoutMs: number;
  private readonly cluster: Cluster;
  private readonly requests: TransactionRequests;
  private readonly routing: Routing;
  private readonly writer: RecordWriter;
  private state: keyof typeof notOpen | 'open' = 'closed';

  constructor(connection: KafkaConnection, options: TransactionalProducerOptions) {
    const { transactionalId } = options;
    this.transactionalId = transactionalId;
    this.transactionTimeoutMs = options.transactionTimeoutMs ?? defaultTransactionTimeoutMs;
    this.openTimeoutMs = options.openTimeoutMs ?? defaultOpenTimeoutMs;
    this.cluster = connection.createCluster();
    this.requests = new TransactionRequests(this.cluster, transactionalId);
    this.routing = new Routing(this.cluster, options.maxBatchBytes ?? defaultMaxBatchBytes);
    this.writer = new RecordWriter(this.cluster, {
      transactionalId,
      ackTimeoutMs: connection.requestTimeoutMs / 2,
      resendsLost: false,
      now: Date.now,
    });
  }

  /**
   * Takes the transactional id over: fences the producer that had it, and waits until its last transaction is committed, if its
   * commit had been asked for, or aborted.
   */
  async open(): Promise<void> {
    if (this.state === 'busy') throw new ProducerNotOpenError(notOpen.busy);
    this.state = 'closed';
    this.writeAs(await this.requests.initialise(this.transactionTimeoutMs, this.openTimeoutMs));
    this.state = 'open';
  }

  /**
   * Writes the records and the positions in one transaction. Returns where the records are, a range for each batch.
   *
   * @throws ProducerFencedError if another producer has taken over
   * @throws RecordTooLargeError if a record is larger than its topic takes; nothing is written
   * @throws TransactionFailedError if it failed otherwise; whether it counts, the committed position says
   * @throws ProducerNotOpenError if it is not open
   */
  async transact({ records, offsets }: Transaction): Promise<readonly WrittenRange[]> {
    if (this.state !== 'open') throw new ProducerNotOpenError(notOpen[this.state]);
    if (records.length === 0 && offsets === undefined) return [];
    this.state = 'busy';
    try {
      const queues = await this.route(records);
      const written = await this.fill(queues, offsets);
      this.writeAs(await this.requests.end(true));
      this.state = 'open';
      return written;
    } catch (error) {
      this.state = 'failed';
      throw this.failure(error);
    }
  }

  /** Lets go of the connections. A transaction that is under way fails. */
  async close(): Promise<void> {
    this.state = 'closed';
    await this.cluster.disconnect();
  }

  private writeAs(identity: ProducerIdentity): void {
    this.writer.writeAs(identity, { joinsTransaction: this.requests.joinsByWriting });
  }

  private async route(records: readonly OutgoingRecord[]): Promise<readonly PartitionQueue<Entry>[]> {
    const { queues, failures } = await this.routing.route(
      records.map((record) => ({ record })),
      this.transactionTimeoutMs,
    );
    for (const error of failures.values()) throw error;
    return queues;
  }

  /** Everything of a transaction but its end. If that fails with an answer, the transaction is aborted at once. */
  private async fill(
    queues: readonly PartitionQueue<Entry>[],
    offsets: OffsetsToCommit | undefined,
  ): Promise<readonly WrittenRange[]> {
    try {
      if (!this.requests.joinsByWriting)
        await allSettled([this.announce(queues), offsets && this.requests.announceOffsets(offsets.group)]);
      const written = await this.write(queues);
      // Not beside the records: of two requests of one transaction that come together, the broker may send one back.
      if (offsets !== undefined) await this.requests.commitOffsets(offsets);
      return written;
    } catch (error) {
      // After a lost answer a late request may still arrive. Only a new epoch, which `open` brings, keeps it out.
      if (!isAnswerLost(error) && !isFenced(error)) await this.requests.end(false).catch(() => undefined);
      throw error;
    }
  }

  private async announce(queues: readonly PartitionQueue<Entry>[]): Promise<void> {
    if (queues.length === 0) return;
    const byTopic = Map.groupBy(queues, ({ topic }) => topic);
    await this.requests.announcePartitions(
      [...byTopic].map(([topic, ofTopic]) => ({
        topic,
        partitions: ofTopic.map(({ partition }) => partition),
      })),
    );
  }

  private failure(cause: unknown): Error {
    if (cause instanceof RecordTooLargeError) return cause;
    const id = this.transactionalId;
    return isFenced(cause)
      ? new ProducerFencedError(`Another producer has taken over ${id}.`, { cause })
      : new TransactionFailedError(`A transaction of ${id} failed: ${messageOf(cause)}`, { cause });
  }

  private async write(queues: readonly PartitionQueue<Entry>[]): Promise<readonly WrittenRange[]> {
    const outcome = await this.writer.write(queues, this.transactionTimeoutMs / 2);
    for (const error of outcome.failures.values()) throw error;
    return outcome.written;
  }
}

const notOpen = {
  closed: 'The transactional producer is not open.',
  busy: 'A transaction is still under way.',
  failed: 'The last transaction failed: open the producer again and read the committed position anew.',
};

/** Waits for all of them even if one fails, so that nothing is under way any more when the error is handled. */
async function allSettled(work: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const results = await Promise.allSettled(work.filter((part) => part !== undefined));
  const failures = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  if (failures.length > 0) throw failures.find(isAnswerLost) ?? failures[0];
}

function isFenced(error: unknown): boolean {
  return error instanceof ProducerFencedError || fencedTypes.has(errorType(error));
}

const fencedTypes = new Set(['INVALID_PRODUCER_EPOCH', 'TRANSACTION_COORDINATOR_FENCED', 'PRODUCER_FENCED']);
