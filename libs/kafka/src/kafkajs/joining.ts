import { createRequire } from 'node:module';
import type { PartitionAssigner } from 'kafkajs';
import { type Cluster, errorOfCode } from './internals.ts';

/** A position to commit; `metadata` is at most 4,096 bytes by the broker's default. */
export interface PositionToCommit {
  readonly topic: string;
  readonly partition: number;
  /** Of the next record to read. */
  readonly offset: number;
  readonly metadata?: string;
}

/** A group as one of its members has joined it. */
export interface JoinedGroup {
  readonly memberId: string;
  /** Goes up by one at each rebalance. */
  readonly generation: number;
  /** Partitions by topic. */
  readonly assignment: Readonly<Record<string, readonly number[]>>;
  /** Commits as a member of this generation; rejects if the group has gone on to another one. */
  commit(positions: readonly PositionToCommit[]): Promise<void>;
}

/** What a consumer does around joining its group, the first time and again. */
export interface JoinHooks {
  /** Must not take longer than the session timeout allows: while it runs, no heartbeat is sent. */
  beforeJoin?(): Promise<void>;
  /** What to subscribe to from this join on; by default what it was subscribed to before. */
  topics?(): readonly string[];
  /** Called before anything is fetched under the new assignment. */
  joined?(group: JoinedGroup): void;
}

interface TopicCommit {
  readonly topic: string;
  readonly partitions: readonly { partition: number; offset: string; metadata: string | null }[];
}

interface ConsumerGroupShape {
  readonly cluster: Cluster & { readonly targetTopics: Set<string> };
  readonly topicConfigurations: Record<string, { fromBeginning: boolean }>;
  readonly generationId: number;
  readonly memberId: string;
  topics: readonly string[];
  topicsSubscribed: readonly string[];
  joinAndSync(): Promise<void>;
  heartbeat(options: { interval: number }): Promise<void>;
  commitOffsets(offsets: { topics: readonly TopicCommit[] }): Promise<void>;
  assigned(): readonly { topic: string; partitions: readonly number[] }[];
}

const require = createRequire(import.meta.url);
const ConsumerGroup = require('kafkajs/src/consumer/consumerGroup') as {
  readonly prototype: ConsumerGroupShape;
};
const illegalGeneration = 22;
const rebalanceInProgress = 27;
const hooksOf = new WeakMap<object, JoinHooks>();
/** Consumers that are to join again, each with a mark of when that was said last. */
const joinsAgain = new WeakMap<object, symbol>();

/**
 * kafkajs joins a group again without asking what is still being worked on: its partitions go to others, who do it once more. And it
 * cannot subscribe to another topic without leaving. Now a consumer can have something done before it joins and when it has joined,
 * and change what it reads in between.
 */
export function patchJoining(): void {
  const { prototype } = ConsumerGroup;
  // oxlint-disable-next-line typescript/unbound-method -- they are called with the group they belong to
  const { joinAndSync: join, heartbeat } = prototype;
  if (typeof join !== 'function' || typeof heartbeat !== 'function')
    throw new Error('kafkajs has no ConsumerGroup.joinAndSync or heartbeat to patch.');
  prototype.joinAndSync = async function joinAndSync(this: ConsumerGroupShape): Promise<void> {
    const hooks = hooksOf.get(this.cluster);
    await hooks?.beforeJoin?.();
    if (hooks?.topics !== undefined) await subscribe(this, hooks.topics());
    const said = joinsAgain.get(this.cluster);
    await join.call(this);
    // Not before: with the coordinator away joining fails, and nothing else would have it looked for again.
    if (joinsAgain.get(this.cluster) === said) joinsAgain.delete(this.cluster);
    hooks?.joined?.(joinedGroup(this));
  };
  prototype.heartbeat = async function beat(this: ConsumerGroupShape, options): Promise<void> {
    if (joinsAgain.has(this.cluster)) throw errorOfCode(rebalanceInProgress);
    await heartbeat.call(this, options);
  };
}

/** An assigner for a consumer with hooks. `joinAgain` has it join its group again soon, for example because its topics have changed. */
export function withJoinHooks(assigner: PartitionAssigner, hooks: JoinHooks): JoinHookedAssigner {
  let cluster: object | undefined;
  return {
    assigner: (config) => {
      cluster = config.cluster;
      hooksOf.set(cluster, hooks);
      return assigner(config);
    },
    joinAgain: () => {
      if (cluster !== undefined) joinsAgain.set(cluster, Symbol('join again'));
    },
  };
}

export interface JoinHookedAssigner {
  readonly assigner: PartitionAssigner;
  joinAgain(): void;
}

async function subscribe(group: ConsumerGroupShape, topics: readonly string[]): Promise<void> {
  const { cluster } = group;
  for (const topic of cluster.targetTopics) if (!topics.includes(topic)) cluster.targetTopics.delete(topic);
  for (const topic of topics) group.topicConfigurations[topic] ??= { fromBeginning: true };
  await cluster.addMultipleTargetTopics(topics);
  group.topics = [...topics];
  group.topicsSubscribed = [...topics];
}

function joinedGroup(group: ConsumerGroupShape): JoinedGroup {
  const generation = group.generationId;
  return {
    memberId: group.memberId,
    generation,
    assignment: Object.fromEntries(group.assigned().map(({ topic, partitions }) => [topic, [...partitions]])),
    commit: async (positions) => {
      if (group.generationId !== generation) throw errorOfCode(illegalGeneration);
      await group.commitOffsets({ topics: byTopic(positions) });
    },
  };
}

function byTopic(positions: readonly PositionToCommit[]): TopicCommit[] {
  return [...Map.groupBy(positions, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    partitions: ofTopic.map(({ partition, offset, metadata = null }) => ({
      partition,
      offset: String(offset),
      metadata,
    })),
  }));
}
