import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, IResourceConfigEntry, ITopicConfig } from 'kafkajs';
import type { KafkaConnection } from '../connection.ts';
import { deadLetterSuffix } from '../dead-letters/dead-letter-record.ts';
import { errorType, TopicMismatchError } from '../errors.ts';

/** A topic as it has to be before its first use. */
export interface TopicDefinition {
  readonly name: string;
  readonly partitions: number;
  /** `delete` forgets records after `retentionMs`; `compact` keeps the newest record of each key. */
  readonly cleanup: 'delete' | 'compact';
  /** Milliseconds; only for `delete`. By default the broker's. */
  readonly retentionMs?: number;
}

export interface EnsureTopicsOptions {
  /** By default as many as there are brokers, three at the most. */
  readonly replication?: number;
}

const maxReplication = 3;
const controllerTimeoutMs = 30_000;
const leaderTimeoutMs = 30_000;
const retryPauseMs = 50;
/** A changelog is read as a whole whenever its reader starts, so it is kept short: cleaned early, in small segments. */
const compactedConfig = {
  'segment.ms': 600_000,
  'segment.bytes': 64 * 1024 * 1024,
  'min.cleanable.dirty.ratio': 0.1,
};

/** The largest record of an ordinary topic (1 MiB), and the headers that say why it is here. */
const deadLetterMaxBytes = 2 * 1024 * 1024;

/**
 * Makes the topics that are missing and waits until each partition has a leader. Several services may do so at once.
 *
 * @throws TopicMismatchError if a topic exists with another number of partitions: its keys would be in other partitions
 */
export async function ensureTopics(
  connection: KafkaConnection,
  topics: readonly TopicDefinition[],
  options: EnsureTopicsOptions = {},
): Promise<void> {
  if (topics.length === 0) return;
  await connection.withAdmin(async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length > 0) {
      const possible = await possibleReplication(admin);
      const replication = options.replication ?? possible;
      for (const topic of missing) await create(admin, topicConfig(topic, replication));
    }
    await waitForLeaders(admin, topics);
  });
}

/**
 * How many copies of a topic the cluster can have, three at the most. Waits for its controller: before one is elected, a broker
 * on ZooKeeper answers, but names no broker at all, and no topic can be made.
 */
export async function possibleReplication(admin: Pick<Admin, 'describeCluster'>): Promise<number> {
  const deadline = performance.now() + controllerTimeoutMs;
  for (;;) {
    const { brokers, controller } = await admin.describeCluster();
    if (controller !== null) return Math.min(brokers.length, maxReplication);
    if (performance.now() > deadline)
      throw new Error(
        `The cluster has had no controller for ${controllerTimeoutMs} ms, so no topic can be made.`,
      );
    await pause(retryPauseMs);
  }
}

async function create(admin: Admin, topic: ITopicConfig): Promise<void> {
  try {
    await admin.createTopics({ topics: [topic], waitForLeaders: false });
  } catch (error) {
    // Another service was quicker.
    if (errorType(error) !== 'TOPIC_ALREADY_EXISTS') throw error;
  }
}

function topicConfig(topic: TopicDefinition, replicationFactor: number): ITopicConfig {
  const config: Record<string, string | number> = { 'cleanup.policy': topic.cleanup };
  if (topic.cleanup === 'compact') Object.assign(config, compactedConfig);
  else if (topic.retentionMs !== undefined) config['retention.ms'] = topic.retentionMs;
  if (topic.name.endsWith(deadLetterSuffix)) config['max.message.bytes'] = deadLetterMaxBytes;
  if (replicationFactor >= maxReplication) config['min.insync.replicas'] = 2;
  return {
    topic: topic.name,
    numPartitions: topic.partitions,
    replicationFactor,
    configEntries: Object.entries(config).map(([name, value]): IResourceConfigEntry => ({
      name,
      value: String(value),
    })),
  };
}

export async function waitForLeaders(admin: Admin, topics: readonly TopicDefinition[]): Promise<void> {
  const deadline = performance.now() + leaderTimeoutMs;
  for (;;) {
    const missing = await withoutLeaders(admin, topics);
    if (missing.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`No leader after ${leaderTimeoutMs} ms for ${missing.join(', ')}.`);
    await pause(retryPauseMs);
  }
}

async function withoutLeaders(admin: Admin, topics: readonly TopicDefinition[]): Promise<readonly string[]> {
  const names = topics.map(({ name }) => name);
  try {
    const metadata = await admin.fetchTopicMetadata({ topics: names });
    return topics.flatMap(({ name, partitions }) => {
      const found = metadata.topics.find((topic) => topic.name === name);
      if (found === undefined || found.partitions.length === 0) return [name];
      if (found.partitions.length !== partitions) throw mismatch(name, found.partitions.length, partitions);
      return found.partitions.every(({ leader }) => leader >= 0) ? [] : [name];
    });
  } catch (error) {
    if (notYet.has(errorType(error))) return names;
    throw error;
  }
}

const notYet = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'KafkaJSNumberOfRetriesExceeded',
]);

function mismatch(name: string, found: number, needed: number): Error {
  return new TopicMismatchError(
    `Topic ${name} has ${found} partitions, ${needed} are needed. Keys would be in other partitions than before: ` +
      `make a new topic and move its records, or set the definition to ${found}.`,
  );
}
