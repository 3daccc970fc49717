import { errorType, messageOf, SendFailedError } from '../errors.ts';
import type { Cluster } from '../kafkajs/internals.ts';
import { partitionFor } from '../records.ts';
import { retry } from '../retry.ts';
import { type Entry, PartitionQueue } from './partition-queue.ts';

/** A topic that was made a moment ago may not be known to every broker yet. */
const unknownTopicTimeoutMs = 3_000;

export interface Route<Item extends Entry> {
  readonly queues: readonly PartitionQueue<Item>[];
  readonly failures: ReadonlyMap<Item, Error>;
}

/** Sorts entries into a queue for each partition. Records without key and partition go to one partition a call, each call another. */
export class Routing {
  private readonly cluster: Cluster;
  private readonly maxBatchBytes: number;
  private nextKeyless = 0;

  constructor(cluster: Cluster, maxBatchBytes: number) {
    this.cluster = cluster;
    this.maxBatchBytes = maxBatchBytes;
  }

  /** A queue for each partition that gets something, and what cannot be routed. */
  async route<Item extends Entry>(entries: readonly Item[], timeoutMs: number): Promise<Route<Item>> {
    const unknownTopics = await this.learn(new Set(entries.map(({ record }) => record.topic)), timeoutMs);
    const failures = new Map<Item, Error>();
    const byTopic = new Map<string, PartitionQueue<Item>[]>();
    const keyless = this.nextKeyless++;
    for (const entry of entries) {
      const { topic, key, partition } = entry.record;
      const queues = byTopic.get(topic) ?? this.queuesOf<Item>(topic);
      byTopic.set(topic, queues);
      const chosen = partition ?? (key === null ? keyless % queues.length : partitionFor(key, queues.length));
      const queue = queues[chosen];
      if (queue !== undefined) queue.add(entry);
      else failures.set(entry, unknownTopics.get(topic) ?? noPartition(topic, chosen));
    }
    return { failures, queues: [...byTopic.values()].flat().filter((queue) => !queue.isEmpty) };
  }

  /** Asks for the metadata of topics. Returns what failed, by topic. */
  private async learn(topics: ReadonlySet<string>, timeoutMs: number): Promise<ReadonlyMap<string, Error>> {
    const failures = new Map<string, Error>();
    await this.cluster.connect();
    // One topic that is gone fails the request for all of them; what is known of the others still serves.
    await this.cluster.refreshMetadataIfNecessary().catch(() => undefined);
    for (const topic of topics) {
      if (this.partitionsOf(topic) > 0) continue;
      try {
        await retry(() => this.cluster.addMultipleTargetTopics([topic]), {
          timeoutMs: Math.min(timeoutMs, unknownTopicTimeoutMs),
          firstPauseMs: 50,
          maxPauseMs: 500,
          isRetriable: () => true,
        });
      } catch (cause) {
        failures.set(topic, unknownTopic(topic, cause));
      }
    }
    return failures;
  }

  private queuesOf<Item extends Entry>(topic: string): PartitionQueue<Item>[] {
    return Array.from(
      { length: this.partitionsOf(topic) },
      (_, partition) => new PartitionQueue<Item>({ topic, partition }, this.maxBatchBytes),
    );
  }

  private partitionsOf(topic: string): number {
    try {
      return this.cluster.findTopicPartitionMetadata(topic).length;
    } catch {
      return 0;
    }
  }
}

function noPartition(topic: string, partition: number): Error {
  const cause = new RangeError(`${topic} has no partition ${partition}.`);
  return new SendFailedError(cause.message, { cause, isOutcomeUnknown: false });
}

function unknownTopic(topic: string, cause: unknown): Error {
  const why =
    errorType(cause) === 'UNKNOWN_TOPIC_OR_PARTITION'
      ? `There is no topic ${topic}; topics are not made by writing to them.`
      : `No metadata of ${topic}: ${messageOf(cause)}`;
  return new SendFailedError(why, { cause, isOutcomeUnknown: false });
}
