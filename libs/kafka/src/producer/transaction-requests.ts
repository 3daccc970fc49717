import { isAnswerLost } from '../errors.ts';
import { type Cluster, request } from '../kafkajs/internals.ts';
import { retry } from '../retry.ts';
import { Coordinator, isCoordinatorNotReady } from './coordinator.ts';
import type { ProducerIdentity } from './record-writer.ts';

/** Positions that a consumer group takes with a transaction. */
export interface OffsetsToCommit {
  readonly group: string;
  readonly positions: readonly {
    readonly topic: string;
    readonly partition: number;
    /** Of the next record to read. */
    readonly offset: string;
    readonly metadata?: string;
  }[];
}

/** The transaction before is completed within a few milliseconds of its commit. */
const firstPauseMs = 3;
const maxPauseMs = 50;

/**
 * What a transactional producer asks of its coordinators. A refusal that says "not now" is asked again; a lost answer is not,
 * except where `initialise` makes the outcome certain: a request that arrives late could otherwise join the next transaction.
 */
export class TransactionRequests {
  private readonly cluster: Cluster;
  private readonly transactionalId: string;
  private readonly coordinator: Coordinator;
  private readonly groups = new Map<string, Coordinator>();
  private identity = { producerId: '-1', producerEpoch: -1 };

  constructor(cluster: Cluster, transactionalId: string) {
    this.cluster = cluster;
    this.transactionalId = transactionalId;
    this.coordinator = new Coordinator(cluster, transactionalId, 'TRANSACTION');
  }

  /** Raises the epoch, which fences whoever had the one before, and has what it left open completed or aborted first. */
  async initialise(transactionTimeoutMs: number, timeoutMs: number): Promise<ProducerIdentity> {
    this.identity = await retry(
      async () => {
        await this.cluster.connect();
        await this.cluster.refreshMetadataIfNecessary();
        return this.coordinator.with((broker) =>
          request<{ producerId: string; producerEpoch: number }>(broker, 'InitProducerId', {
            transactionalId: this.transactionalId,
            transactionTimeout: transactionTimeoutMs,
          }),
        );
      },
      {
        timeoutMs,
        firstPauseMs,
        maxPauseMs,
        isRetriable: (error) => isCoordinatorNotReady(error) || isAnswerLost(error),
      },
    );
    const { producerId, producerEpoch } = this.identity;
    return { producerId: BigInt(producerId), producerEpoch };
  }

  async addPartitions(topics: readonly { topic: string; partitions: readonly number[] }[]): Promise<void> {
    await this.ask(this.coordinator, 'AddPartitionsToTxn', { topics });
  }

  async addOffsets(groupId: string): Promise<void> {
    await this.ask(this.coordinator, 'AddOffsetsToTxn', { groupId });
  }

  async commitOffsets({ group, positions }: OffsetsToCommit): Promise<void> {
    let coordinator = this.groups.get(group);
    if (coordinator === undefined) {
      coordinator = new Coordinator(this.cluster, group, 'GROUP');
      this.groups.set(group, coordinator);
    }
    const topics = [...Map.groupBy(positions, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
      topic,
      partitions: ofTopic.map(({ partition, offset, metadata = '' }) => ({ partition, offset, metadata })),
    }));
    await this.ask(coordinator, 'TxnOffsetCommit', { groupId: group, topics });
  }

  async end(isCommit: boolean): Promise<void> {
    await this.ask(this.coordinator, 'EndTxn', { transactionResult: isCommit });
  }

  private async ask(coordinator: Coordinator, name: string, payload: object): Promise<void> {
    const { transactionalId, identity } = this;
    await retry(
      () => coordinator.with((broker) => request(broker, name, { transactionalId, ...identity, ...payload })),
      { timeoutMs: notReadyTimeoutMs, firstPauseMs, maxPauseMs, isRetriable: isCoordinatorNotReady },
    );
  }
}

const notReadyTimeoutMs = 20_000;
