import type { GroupMember, GroupPartition, GroupState } from '@payments/console-api';
import type { GroupDescription, OffsetTable } from '@payments/kafka';
import { lagOf } from '../topics/topic-views.ts';

export interface TopicEnds {
  readonly earliest: OffsetTable;
  readonly latest: OffsetTable;
}

const states: Readonly<Record<string, GroupState>> = {
  Empty: 'empty',
  Stable: 'stable',
  PreparingRebalance: 'rebalancing',
  CompletingRebalance: 'rebalancing',
  Dead: 'dead',
};

export function groupState({ state }: GroupDescription): GroupState {
  return states[state] ?? 'unknown';
}

export function memberViews(group: GroupDescription): GroupMember[] {
  return group.members.map(({ memberId, clientId, host, partitions }) => {
    const assigned = Object.entries(partitions)
      .filter(([, numbers]) => numbers.length > 0)
      .map(([topic, numbers]) => ({ topic, partitions: numbers.toSorted((a, b) => a - b) }));
    // While partitions are handed over, nobody has any.
    const isIdle = group.state === 'Stable' && group.protocolType === 'consumer' && assigned.length === 0;
    return { memberId, clientId, host, partitions: assigned, isIdle };
  });
}

/** Over all that the group has positions in; null if it has none: where it would begin is its own affair. */
export function totalLag(group: GroupDescription, ends: TopicEnds): number | null {
  if (group.committed.size === 0) return null;
  return [...group.committed.keys()].reduce((sum, topic) => sum + lagOf(group, topic, ends), 0);
}

/** What the group has committed, and what its members are assigned and nothing is committed for yet. */
export function partitionViews(group: GroupDescription, { earliest, latest }: TopicEnds): GroupPartition[] {
  const owners = new Map<string, string>();
  for (const { memberId, partitions } of group.members)
    for (const [topic, numbers] of Object.entries(partitions))
      for (const number of numbers) owners.set(`${topic}/${number}`, memberId);
  const committed = [...group.committed].flatMap(([topic, offsets]) =>
    [...offsets.keys()].map((partition) => `${topic}/${partition}`),
  );
  return [...new Set([...committed, ...owners.keys()])]
    .map((place) => {
      const [topic = '', number] = place.split('/');
      const partition = Number(number);
      const offset = group.committed.get(topic)?.get(partition) ?? null;
      const [first, end] = [
        earliest.get(topic)?.get(partition) ?? null,
        latest.get(topic)?.get(partition) ?? null,
      ];
      const lag = offset === null || end === null ? null : Math.max(0, end - Math.max(offset, first ?? 0));
      return {
        topic,
        partition,
        committed: offset,
        earliest: first,
        latest: end,
        lag,
        memberId: owners.get(place) ?? null,
      };
    })
    .toSorted((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}
