import { isAnswerLost } from '../errors.ts';
import { type Broker, type Cluster, request, sendTo } from '../kafkajs/internals.ts';
import { retry } from '../retry.ts';
import { endTxnCall, type ProducerIdentity } from '../wire/end-txn.ts';
import { finalizedFeaturesCall } from '../wire/finalized-features.ts';
import { type OffsetsToCommit, txnOffsetCommitCall } from '../wire/txn-offset-commit.ts';
import { Coordinator, isCoordinatorNotReady } from './coordinator.ts';

/** The transaction before is completed within a few milliseconds of its commit. */
const firstPauseMs = 3;
const maxPauseMs = 50;
const transactionFeature = 'transaction.version';
const joiningLevel = 2;

/**
 * What a transactional producer asks of its coordinators. A refusal that says "not now" is asked again; a lost answer is not,
 * except where `initialise` makes the outcome certain: a request that arrives late could otherwise join another transaction.
 */
export class TransactionRequests {
  private readonly cluster: Cluster;
  private readonly transactionalId: string;
  private readonly coordinator: Coordinator;
  private readonly groups = new Map<string, Coordinator>();
  private identity: ProducerIdentity = { producerId: -1n, producerEpoch: -1 };
  private joins = false;

  constructor(cluster: Cluster, transactionalId: string) {
    this.cluster = cluster;
    this.transactionalId = transactionalId;
    this.coordinator = new Coordinator(cluster, transactionalId, 'TRANSACTION');
  }

  /**
   * True if what is written in the transaction's name joins it by itself: clusters of Kafka 4 have agreed on that. In older ones,
   * and in those that were raised from one and have not agreed yet, everything has to be announced.
   * Source: https://cwiki.apache.org/confluence/display/KAFKA/KIP-890%3A+Transactions+Server-Side+Defense
   */
  get joinsByWriting(): boolean {
    return this.joins;
  }

  /** Raises the epoch, which fences whoever had the one before, and has what it left open completed or aborted first. */
  async initialise(transactionTimeoutMs: number, timeoutMs: number): Promise<ProducerIdentity> {
    await retry(
      async () => {
        await this.cluster.connect();
        await this.cluster.refreshMetadataIfNecessary();
        await this.coordinator.with((broker) => this.takeOver(broker, transactionTimeoutMs));
      },
      {
        timeoutMs,
        firstPauseMs,
        maxPauseMs,
        isRetriable: (error) => isCoordinatorNotReady(error) || isAnswerLost(error),
      },
    );
    return this.identity;
  }

  async announcePartitions(
    topics: readonly { topic: string; partitions: readonly number[] }[],
  ): Promise<void> {
    await this.ask(this.coordinator, (broker) =>
      request(broker, 'AddPartitionsToTxn', { ...this.sender, topics }),
    );
  }

  async announceOffsets(groupId: string): Promise<void> {
    await this.ask(this.coordinator, (broker) =>
      request(broker, 'AddOffsetsToTxn', { ...this.sender, groupId }),
    );
  }

  async commitOffsets(offsets: OffsetsToCommit): Promise<void> {
    const { group } = offsets;
    let coordinator = this.groups.get(group);
    if (coordinator === undefined) {
      coordinator = new Coordinator(this.cluster, group, 'GROUP');
      this.groups.set(group, coordinator);
    }
    const { transactionalId, identity, joins } = this;
    const call = txnOffsetCommitCall({ transactionalId, ...identity, joins }, offsets);
    await this.ask(coordinator, (broker) => sendTo(broker, call));
  }

  /** Returns the identity for the next transaction. */
  async end(isCommit: boolean): Promise<ProducerIdentity> {
    await this.ask(this.coordinator, async (broker) => {
      if (this.joins)
        this.identity = await sendTo(broker, endTxnCall(this.transactionalId, this.identity, isCommit));
      else await request(broker, 'EndTxn', { ...this.sender, transactionResult: isCommit });
    });
    return this.identity;
  }

  private async takeOver(broker: Broker, transactionTimeout: number): Promise<void> {
    const features = await sendTo(broker, finalizedFeaturesCall());
    this.joins = (features.get(transactionFeature) ?? 0) >= joiningLevel;
    const { transactionalId } = this;
    const { producerId, producerEpoch } = await request<{ producerId: string; producerEpoch: number }>(
      broker,
      'InitProducerId',
      { transactionalId, transactionTimeout },
    );
    this.identity = { producerId: BigInt(producerId), producerEpoch };
  }

  /** As kafkajs wants it. */
  private get sender(): object {
    const { transactionalId, identity } = this;
    return { transactionalId, ...identity, producerId: String(identity.producerId) };
  }

  private async ask(coordinator: Coordinator, work: (broker: Broker) => Promise<unknown>): Promise<void> {
    await retry(() => coordinator.with(work), {
      timeoutMs: notReadyTimeoutMs,
      firstPauseMs,
      maxPauseMs,
      isRetriable: isCoordinatorNotReady,
    });
  }
}

const notReadyTimeoutMs = 20_000;
