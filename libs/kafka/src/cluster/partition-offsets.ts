import type { Cluster } from '../kafkajs/internals.ts';
import { readCommitted } from '../kafkajs/internals.ts';
import { type ClusterSession, requestAsIs } from './cluster-session.ts';
import type { TopicPlaces } from './describe-cluster.ts';

/** A moment in a partition: its first record, after its last committed one, or the first record at a time or after it. */
export type OffsetAt = 'earliest' | 'latest' | { readonly timeMs: number };

/** Offsets by topic and partition. A partition without a leader has none; nor has one without a record at the time or after it. */
export type OffsetTable = ReadonlyMap<string, ReadonlyMap<number, number>>;

interface Answer {
  readonly responses: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly errorCode: number;
      readonly offset: string;
    }[];
  }[];
}

const noReplica = -1;

/** The offsets of all partitions of these topics, with one request to each of their leaders. */
export async function partitionOffsets(
  session: ClusterSession,
  topics: readonly Pick<TopicPlaces, 'name' | 'partitions'>[],
  at: OffsetAt,
): Promise<OffsetTable> {
  const timestamp = String(at === 'latest' ? -1 : at === 'earliest' ? -2 : at.timeMs);
  const led = topics.flatMap(({ name, partitions }) =>
    partitions.flatMap(({ partition, leader }) =>
      leader === undefined ? [] : [{ topic: name, partition, leader }],
    ),
  );
  const byLeader = [...Map.groupBy(led, ({ leader }) => leader)];
  const answers = await session.ask((cluster) =>
    Promise.all(byLeader.map(([leader, places]) => askLeader(cluster, leader, { places, timestamp }))),
  );
  const table = new Map<string, Map<number, number>>();
  for (const { topic, partitions } of answers.flatMap(({ responses }) => responses)) {
    const offsets = table.get(topic) ?? new Map<number, number>();
    table.set(topic, offsets);
    for (const { partition, errorCode, offset } of partitions)
      if (errorCode === 0 && Number(offset) >= 0) offsets.set(partition, Number(offset));
  }
  return table;
}

interface Question {
  readonly places: readonly { readonly topic: string; readonly partition: number }[];
  readonly timestamp: string;
}

async function askLeader(cluster: Cluster, leader: number, { places, timestamp }: Question): Promise<Answer> {
  const broker = await cluster.findBroker({ nodeId: leader });
  return requestAsIs<Answer>(broker, 'ListOffsets', {
    replicaId: noReplica,
    isolationLevel: readCommitted,
    topics: [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
      topic,
      partitions: ofTopic.map(({ partition }) => ({ partition, timestamp })),
    })),
  });
}
