import kafkajs, { type Assigner, type PartitionAssigner } from 'kafkajs';
import { type Place, sharePartitions } from './share-partitions.ts';

const name = 'sticky-spread';
const version = 0;

/**
 * Gives each member about as many partitions as any other, lets it keep what it says it has, and brings neighbouring partitions to
 * different members.
 *
 * @param owned what this member has now, asked for each time the group is joined
 */
export function stickyAssigner(owned: () => readonly Place[]): PartitionAssigner {
  return ({ cluster }): Assigner => ({
    name,
    version,
    protocol: ({ topics }) => ({
      name,
      metadata: kafkajs.AssignerProtocol.MemberMetadata.encode({
        version,
        topics,
        userData: Buffer.from(JSON.stringify(byTopic(owned()))),
      }),
    }),
    assign: ({ members, topics }) => {
      const sharers = new Map(
        members.map(({ memberId, memberMetadata }) => [memberId, sharerOf(memberMetadata)]),
      );
      const places = topics.toSorted().flatMap((topic) =>
        cluster
          .findTopicPartitionMetadata(topic)
          .map(({ partitionId }) => partitionId)
          .toSorted((a, b) => a - b)
          .map((partition) => ({ topic, partition })),
      );
      return Promise.resolve(
        [...sharePartitions(places, sharers)].map(([memberId, share]) => ({
          memberId,
          memberAssignment: kafkajs.AssignerProtocol.MemberAssignment.encode({
            version,
            assignment: byTopic(share),
            userData: Buffer.alloc(0),
          }),
        })),
      );
    },
  });
}

function byTopic(places: readonly Place[]): Record<string, number[]> {
  return Object.fromEntries(
    [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, ofTopic]) => [
      topic,
      ofTopic.map(({ partition }) => partition),
    ]),
  );
}

function sharerOf(memberMetadata: Buffer): { topics: Set<string>; owned: Place[] } {
  const decoded = kafkajs.AssignerProtocol.MemberMetadata.decode(memberMetadata);
  return { topics: new Set(decoded?.topics), owned: ownedOf(decoded?.userData) };
}

function ownedOf(userData: Buffer | undefined): Place[] {
  try {
    const owned = JSON.parse(userData?.toString() ?? '{}') as Record<string, unknown>;
    return Object.entries(owned).flatMap(([topic, partitions]) =>
      Array.isArray(partitions)
        ? partitions.filter(Number.isInteger).map((partition: number) => ({ topic, partition }))
        : [],
    );
  } catch {
    return [];
  }
}
