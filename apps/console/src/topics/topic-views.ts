import type { ConfigEntry, TopicPartition, TopicSummary } from '@payments/console-api';
import type { GroupDescription, OffsetTable, ReplicaSize, Setting, TopicPlaces } from '@payments/kafka';

/** All that is known of the cluster, to show its topics. Undefined: not known at the moment. */
export interface ClusterFacts {
  readonly earliest: OffsetTable | undefined;
  readonly latest: OffsetTable | undefined;
  readonly groups: readonly GroupDescription[];
  readonly sizes: ReadonlyMap<number, readonly ReplicaSize[]> | undefined;
}

/** Looked up for each topic, however many there are. */
export interface TopicIndex {
  readonly sizes: ReadonlyMap<string, number> | undefined;
  readonly readers: ReadonlyMap<string, readonly GroupDescription[]>;
}

export function indexByTopic({ groups, sizes }: ClusterFacts): TopicIndex {
  const readers = new Map<string, GroupDescription[]>();
  for (const group of groups)
    for (const topic of group.committed.keys()) readers.set(topic, [...(readers.get(topic) ?? []), group]);
  return { sizes: sizes === undefined ? undefined : sizesByTopic(sizes), readers };
}

function sizesByTopic(sizes: ReadonlyMap<number, readonly ReplicaSize[]>): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const ofBroker of sizes.values())
    for (const replica of ofBroker) bytes.set(replica.topic, (bytes.get(replica.topic) ?? 0) + replica.bytes);
  return bytes;
}

export function topicSummary(topic: TopicPlaces, facts: ClusterFacts, index: TopicIndex): TopicSummary {
  const { name, isInternal, partitions } = topic;
  return {
    name,
    isInternal,
    partitions: partitions.length,
    replicationFactor: Math.max(0, ...partitions.map(({ replicas }) => replicas.length)),
    underReplicated: partitions.filter(({ replicas, inSync }) => inSync.length < replicas.length).length,
    offline: partitions.filter(({ leader }) => leader === undefined).length,
    sizeBytes: index.sizes?.get(name) ?? null,
    messages: messages(name, facts),
    groups: (index.readers.get(name) ?? []).map((group) => ({
      group: group.group,
      lag: lagOf(group, name, facts),
    })),
  };
}

function messages(topic: string, { earliest, latest }: ClusterFacts): number | null {
  const [firsts, ends] = [earliest?.get(topic), latest?.get(topic)];
  if (firsts === undefined || ends === undefined) return null;
  return [...ends].reduce((sum, [partition, end]) => sum + end - (firsts.get(partition) ?? end), 0);
}

/** What a group has still to read of a topic. What retention has removed meanwhile is not to be read any more. */
export function lagOf(
  group: Pick<GroupDescription, 'committed'>,
  topic: string,
  facts: Pick<ClusterFacts, 'earliest' | 'latest'>,
): number {
  const [firsts, ends] = [facts.earliest?.get(topic), facts.latest?.get(topic)];
  const committed = group.committed.get(topic) ?? new Map<number, number>();
  return [...committed].reduce((sum, [partition, offset]) => {
    const end = ends?.get(partition) ?? offset;
    return sum + Math.max(0, end - Math.max(offset, firsts?.get(partition) ?? 0));
  }, 0);
}

export function partitionViews(topic: TopicPlaces, facts: ClusterFacts): TopicPartition[] {
  const { name, partitions } = topic;
  return partitions.map(({ partition, leader, replicas, inSync }) => ({
    partition,
    leader: leader ?? null,
    replicas,
    inSync,
    earliest: facts.earliest?.get(name)?.get(partition) ?? null,
    latest: facts.latest?.get(name)?.get(partition) ?? null,
    sizeBytes: sizeOf(name, partition, facts),
  }));
}

function sizeOf(topic: string, partition: number, { sizes }: ClusterFacts): number | null {
  if (sizes === undefined) return null;
  return [...sizes.values()]
    .flat()
    .filter((replica) => replica.topic === topic && replica.partition === partition)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

export function configEntry(setting: Setting): ConfigEntry {
  const { name, value, source, isReadOnly, isSensitive, withoutOverride } = setting;
  const isDefault = source === 'default';
  return {
    name,
    value,
    source,
    isDefault,
    isReadOnly,
    isSensitive,
    defaultValue: isDefault ? null : withoutOverride,
  };
}
