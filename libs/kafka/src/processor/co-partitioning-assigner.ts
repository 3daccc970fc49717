import kafkajs, { type Assigner, type PartitionAssigner } from 'kafkajs';

/**
 * Gives partition n of every topic of a group to the same member, and each member its share, moving as little as it can:
 * what a member says it has, it keeps while that is within its share. Members beyond the number of partitions stay idle.
 *
 * @param owned partitions this member has now, asked for each time the group is joined
 */
export function coPartitioningAssigner(owned: () => readonly number[]): PartitionAssigner {
  return ({ cluster }): Assigner => ({
    name: 'co-partitioning',
    version: 0,

    protocol: ({ topics }) => ({
      name: 'co-partitioning',
      metadata: kafkajs.AssignerProtocol.MemberMetadata.encode({
        version: 0,
        topics,
        userData: Buffer.from(JSON.stringify(owned())),
      }),
    }),

    assign: ({ members, topics }) => {
      const counts = topics.map((topic) => cluster.findTopicPartitionMetadata(topic).length);
      const shares = assignPartitions(
        Math.max(0, ...counts),
        new Map(members.map(({ memberId, memberMetadata }) => [memberId, ownedOf(memberMetadata)])),
      );
      return Promise.resolve(
        [...shares].map(([memberId, partitions]) => ({
          memberId,
          memberAssignment: kafkajs.AssignerProtocol.MemberAssignment.encode({
            version: 0,
            assignment: Object.fromEntries(topics.map((topic) => [topic, partitions])),
            userData: Buffer.alloc(0),
          }),
        })),
      );
    },
  });
}

/** Shares `partitionCount` partitions out to members, each of which has some already. */
export function assignPartitions(
  partitionCount: number,
  owned: ReadonlyMap<string, readonly number[]>,
): Map<string, number[]> {
  const members = [...owned.keys()].toSorted();
  const free = new Set(Array.from({ length: partitionCount }, (_, partition) => partition));
  const shares = new Map<string, number[]>(members.map((member) => [member, []]));
  if (members.length === 0) return shares;

  const smallShare = Math.floor(partitionCount / members.length);
  let largeShares = partitionCount % members.length;
  // Who has most goes first, so that the larger shares stay where they are.
  for (const member of members.toSorted((a, b) => countOf(owned, b) - countOf(owned, a))) {
    const share = shares.get(member) ?? [];
    for (const partition of owned.get(member) ?? []) {
      if (share.length > smallShare || (share.length === smallShare && largeShares === 0)) break;
      if (!free.delete(partition)) continue;
      share.push(partition);
      if (share.length > smallShare) largeShares -= 1;
    }
  }
  for (const partition of free) {
    const smallest = members.reduce((a, b) => (countOf(shares, b) < countOf(shares, a) ? b : a));
    shares.get(smallest)?.push(partition);
  }
  for (const share of shares.values()) share.sort((a, b) => a - b);
  return shares;
}

function countOf(shares: ReadonlyMap<string, readonly number[]>, member: string): number {
  return shares.get(member)?.length ?? 0;
}

function ownedOf(memberMetadata: Buffer): number[] {
  const userData = kafkajs.AssignerProtocol.MemberMetadata.decode(memberMetadata)?.userData;
  try {
    const owned: unknown = JSON.parse(userData?.toString() ?? '[]');
    return Array.isArray(owned) ? owned.filter((partition) => Number.isInteger(partition)) : [];
  } catch {
    return [];
  }
}
