import type { KafkaConnection } from '../connection.ts';
import { messageOf, ProducerNotOpenError, ProducerQueueFullError, SendFailedError } from '../errors.ts';
import { type Cluster, request } from '../kafkajs/internals.ts';
import type { OutgoingRecord } from '../records.ts';
import { retry } from '../retry.ts';
import { recordBytes } from '../wire/record-batch.ts';
import type { Entry } from './partition-queue.ts';
import { RecordWriter } from './record-writer.ts';
import { Routing } from './routing.ts';

export interface EventProducerOptions {
  /** The largest batch of records for one partition, in bytes; a single larger record is sent on its own. */
  readonly maxBatchBytes?: number;
  /** How long sending is tried before `send` rejects, in milliseconds. */
  readonly deliveryTimeoutMs?: number;
  /** How many bytes may wait before `send` rejects at once. */
  readonly maxQueuedBytes?: number;
}

const defaults = { maxBatchBytes: 900_000, deliveryTimeoutMs: 30_000, maxQueuedBytes: 64 * 1024 * 1024 };
/** What is sent together at the most; what waits beyond it is next. */
const maxRecordsPerSend = 10_000;

/** A call of `send` that waits for its records. */
interface Caller {
  readonly entries: readonly Entry[];
  readonly bytes: number;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Sends records, idempotently and acknowledged by all replicas, one request at a time: what comes while one is under way goes with
 * the next. A lost acknowledgement is answered by sending the same bytes under the same sequence number again, which the
 * broker recognises.
 *
 * @example
 * await producer.send([{ topic: 'notifications.sent', key: 'asha', value: JSON.stringify(event) }]);
 */
export class EventProducer {
  private readonly options: Required<EventProducerOptions>;
  private readonly cluster: Cluster;
  private readonly routing: Routing;
  private readonly writer: RecordWriter;
  private readonly waiting: Caller[] = [];
  private queuedBytes = 0;
  private hasIdentity = false;
  private isClosing = false;
  private draining: Promise<void> | undefined;

  constructor(connection: KafkaConnection, options: EventProducerOptions = {}) {
    this.options = { ...defaults, ...options };
    this.cluster = connection.createCluster();
    this.routing = new Routing(this.cluster, this.options.maxBatchBytes);
    this.writer = new RecordWriter(this.cluster, {
      transactionalId: null,
      ackTimeoutMs: connection.requestTimeoutMs / 2,
      resendsLost: true,
      now: Date.now,
    });
  }

  /** Connects ahead of the first `send`, which would do it otherwise. */
  async connect(): Promise<void> {
    await this.identify();
  }

  /**
   * Resolves when every record is acknowledged by all replicas.
   *
   * @throws RecordTooLargeError if one of them is larger than its topic takes
   * @throws SendFailedError if one of them could not be sent in time; the others may have been
   * @throws ProducerQueueFullError if too many bytes wait already; nothing of this call is sent
   */
  async send(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    if (this.isClosing)
      throw new ProducerNotOpenError('The producer is disconnecting and takes no more records.');
    const bytes = records.reduce((sum, record) => sum + recordBytes(record), 0);
    if (this.queuedBytes > 0 && this.queuedBytes + bytes > this.options.maxQueuedBytes)
      throw new ProducerQueueFullError(
        `${this.queuedBytes} bytes wait to be sent already; send again later.`,
      );
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.waiting.push({ entries: records.map((record) => ({ record })), bytes, resolve, reject });
    this.queuedBytes += bytes;
    this.draining ??= this.drain();
    await promise;
  }

  /** Sends what waits, then lets go of the connections. */
  async disconnect(): Promise<void> {
    this.isClosing = true;
    await this.draining;
    await this.cluster.disconnect();
  }

  private async drain(): Promise<void> {
    // A turn of the event loop, so that calls of the same moment share the first request.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const callers = this.take();
      const failures = await this.attempt(callers.flatMap(({ entries }) => entries));
      for (const caller of callers) {
        this.queuedBytes -= caller.bytes;
        const failed = caller.entries.find((entry) => failures.has(entry));
        if (failed === undefined) caller.resolve();
        else caller.reject(failures.get(failed) as Error);
      }
    }
    this.draining = undefined;
  }

  private take(): Caller[] {
    let records = 0;
    let count = 0;
    for (const { entries } of this.waiting) {
      records += entries.length;
      if (count > 0 && records > maxRecordsPerSend) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async attempt(entries: readonly Entry[]): Promise<ReadonlyMap<Entry, Error>> {
    try {
      await this.identify();
      const { queues, failures } = await this.routing.route(entries, this.options.deliveryTimeoutMs);
      const outcome = await this.writer.write(queues, this.options.deliveryTimeoutMs);
      if (outcome.isUncertain) this.hasIdentity = false;
      return new Map([...failures, ...outcome.failures]);
    } catch (cause) {
      this.hasIdentity = false;
      const error = new SendFailedError(`Could not send: ${messageOf(cause)}`, {
        cause,
        isOutcomeUnknown: true,
      });
      return new Map(entries.map((entry) => [entry, error]));
    }
  }

  private async identify(): Promise<void> {
    if (this.hasIdentity) return;
    const { producerId, producerEpoch } = await retry(
      async () => {
        await this.cluster.connect();
        await this.cluster.refreshMetadataIfNecessary();
        const broker = await this.cluster.findControllerBroker();
        return request<{ producerId: string; producerEpoch: number }>(broker, 'InitProducerId', {
          transactionalId: null,
          transactionTimeout: 0,
        });
      },
      {
        timeoutMs: this.options.deliveryTimeoutMs,
        firstPauseMs: 50,
        maxPauseMs: 1_000,
        isRetriable: () => true,
      },
    );
    this.writer.writeAs({ producerId: BigInt(producerId), producerEpoch });
    this.hasIdentity = true;
  }
}
