import { setTimeout as pause } from 'node:timers/promises';
import { isAnswerLost } from '../errors.ts';
import { type Cluster, type ProtocolCall, sendTo } from '../kafkajs/internals.ts';
import type { ProducerIdentity } from '../wire/end-txn.ts';
import { type PartitionAnswer, type PartitionBatch, produceCall } from '../wire/produce.ts';
import type { Entry, PartitionQueue } from './partition-queue.ts';
import { type SequenceNumbers, WriteOutcome } from './write-outcome.ts';

export interface RecordWriterOptions {
  readonly transactionalId: string | null;
  /** How long the broker may wait for its replicas, in milliseconds. */
  readonly ackTimeoutMs: number;
  /** Sends a batch again whose answer was lost. A transaction must not: it is done again as a whole, under a new epoch. */
  readonly resendsLost: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const maxRequestBytes = 16 * 1024 * 1024;
const firstPauseMs = 20;
const maxPauseMs = 1_000;

/**
 * Writes records with the sequence numbers of an idempotent producer: one batch in flight for each partition, and never another
 * batch under a number whose fate is not known.
 */
export class RecordWriter {
  private readonly cluster: Cluster;
  private readonly options: RecordWriterOptions;
  private readonly sequences: SequenceNumbers = new Map();
  private joinsTransaction = false;
  private identity: ProducerIdentity = { producerId: -1n, producerEpoch: -1 };

  constructor(cluster: Cluster, options: RecordWriterOptions) {
    this.cluster = cluster;
    this.options = options;
  }

  /** Takes on an identity; a new one begins a new sequence for every partition. What is written joins the transaction, or was announced. */
  writeAs(identity: ProducerIdentity, { joinsTransaction = false } = {}): void {
    const { producerId, producerEpoch } = this.identity;
    this.joinsTransaction = joinsTransaction;
    if (identity.producerId === producerId && identity.producerEpoch === producerEpoch) return;
    this.identity = identity;
    this.sequences.clear();
  }

  /** Writes what the queues hold, until all is written or has failed; nothing is tried again after `timeoutMs`. */
  async write<Item extends Entry>(
    queues: readonly PartitionQueue<Item>[],
    timeoutMs: number,
  ): Promise<WriteOutcome<Item>> {
    const outcome = new WriteOutcome<Item>(this.sequences);
    const deadline = performance.now() + timeoutMs;
    let pauseMs = firstPauseMs;
    for (;;) {
      const open = queues.filter((queue) => !queue.isEmpty);
      if (open.length === 0) return outcome;
      const trouble = await this.round(open, outcome);
      if (trouble === undefined) {
        pauseMs = firstPauseMs;
      } else if (performance.now() + pauseMs > deadline) {
        for (const queue of queues) outcome.fail(queue, trouble);
      } else {
        await pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, maxPauseMs);
        await this.cluster.refreshMetadata().catch(() => undefined);
      }
    }
  }

  /** Sends the head of every queue once, and tells why some have to be sent again, if any. */
  private async round<Item extends Entry>(
    queues: readonly PartitionQueue<Item>[],
    outcome: WriteOutcome<Item>,
  ): Promise<unknown> {
    const troubles = await Promise.all(
      [...Map.groupBy(queues, (queue) => this.leaderOf(queue))].map(([leader, ofLeader]) =>
        this.sendHeads(leader, { queues: ofLeader, outcome }),
      ),
    );
    return troubles.find((trouble) => trouble !== undefined);
  }

  private async sendHeads<Item extends Entry>(
    leader: number,
    { queues, outcome }: { queues: readonly PartitionQueue<Item>[]; outcome: WriteOutcome<Item> },
  ): Promise<unknown> {
    let trouble: unknown;
    for (const request of this.requests(queues)) {
      try {
        const broker = await this.cluster.findBroker({ nodeId: leader });
        const answers = await sendTo(broker, this.produce(request.batches));
        for (const queue of request.queues)
          trouble = outcome.take(queue, answerFor(queue, answers)) ?? trouble;
      } catch (error) {
        const resends = this.options.resendsLost && isAnswerLost(error);
        for (const queue of request.queues)
          if (resends) outcome.lost(queue);
          else outcome.fail(queue, error, { isAnswerLost: true });
        if (resends) trouble = error;
      }
    }
    return trouble;
  }

  private produce(batches: readonly PartitionBatch[]): ProtocolCall<readonly PartitionAnswer[]> {
    const { transactionalId, ackTimeoutMs } = this.options;
    return produceCall({ transactionalId, ackTimeoutMs, batches, joinsTransaction: this.joinsTransaction });
  }

  /** The heads, in as many requests as their size asks for. */
  private requests<Item extends Entry>(queues: readonly PartitionQueue<Item>[]): Request<Item>[] {
    const requests: Request<Item>[] = [];
    let bytesOfLast = Infinity;
    for (const queue of queues) {
      const bytes = queue.head({
        ...this.identity,
        transactional: this.options.transactionalId !== null,
        firstSequence: this.sequences.get(queue.name) ?? 0,
        nowMs: this.options.now(),
      });
      if (bytesOfLast + bytes.length > maxRequestBytes) {
        requests.push({ queues: [], batches: [] });
        bytesOfLast = 0;
      }
      bytesOfLast += bytes.length;
      const last = requests.at(-1);
      last?.queues.push(queue);
      last?.batches.push({ topic: queue.topic, partition: queue.partition, bytes });
    }
    return requests;
  }

  private leaderOf({ topic, partition }: PartitionQueue<Entry>): number {
    const found = this.cluster
      .findTopicPartitionMetadata(topic)
      .find(({ partitionId }) => partitionId === partition);
    return found?.leader ?? noLeader;
  }
}

interface Request<Item extends Entry> {
  readonly queues: PartitionQueue<Item>[];
  readonly batches: PartitionBatch[];
}

/** Asking for this broker fails as asking for one that is away does: it is tried again with new metadata. */
const noLeader = -1;

function answerFor<Item extends Entry>(
  { topic, partition }: PartitionQueue<Item>,
  answers: readonly PartitionAnswer[],
): PartitionAnswer {
  const answer = answers.find((candidate) => candidate.topic === topic && candidate.partition === partition);
  if (answer === undefined) throw new Error(`The broker did not answer for ${topic}[${partition}].`);
  return answer;
}
