import kafkajs from 'kafkajs';
import { type Broker, type Cluster, sendTo } from '../kafkajs/internals.ts';
import { findCoordinatorsCall } from '../wire/find-coordinators.ts';
import { groupOffsetsCall } from '../wire/offset-fetch.ts';
import { anyBroker, type ClusterSession, requestAsIs } from './cluster-session.ts';
import type { BrokerPlace } from './describe-cluster.ts';

export interface GroupMemberDescription {
  readonly memberId: string;
  readonly clientId: string;
  readonly host: string;
  /** By topic, in ascending order; empty if it has none, or is no consumer of topics. */
  readonly partitions: Readonly<Record<string, readonly number[]>>;
}

export interface GroupDescription {
  readonly group: string;
  /** Kafka's name, for example `Stable`. */
  readonly state: string;
  /** `consumer` for consumers of topics. */
  readonly protocolType: string;
  readonly members: readonly GroupMemberDescription[];
  /** What it has committed: offsets by topic and partition. */
  readonly committed: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

interface ListedGroups {
  readonly groups: readonly { readonly groupId: string; readonly protocolType: string }[];
}

interface DescribedGroups {
  readonly groups: readonly {
    readonly errorCode: number;
    readonly groupId: string;
    readonly state: string;
    readonly protocolType: string;
    readonly members: readonly {
      readonly memberId: string;
      readonly clientId: string;
      readonly clientHost: string;
      readonly memberAssignment: Buffer;
    }[];
  }[];
}

/** The names of all groups, with one request to each broker. */
export async function listGroups(
  session: ClusterSession,
  brokers: readonly BrokerPlace[],
): Promise<readonly string[]> {
  const listed = await session.ask((cluster) =>
    Promise.all(
      brokers.map(async ({ id }) =>
        requestAsIs<ListedGroups>(await cluster.findBroker({ nodeId: id }), 'ListGroups', {}),
      ),
    ),
  );
  return [...new Set(listed.flatMap(({ groups }) => groups.map(({ groupId }) => groupId)))].toSorted();
}

/**
 * State, members and committed offsets of groups, with two requests to each of their coordinators. Groups that are gone are left out.
 * Offsets of transactions that are still completing are not waited for.
 */
export async function describeGroups(
  session: ClusterSession,
  groups: readonly string[],
): Promise<readonly GroupDescription[]> {
  if (groups.length === 0) return [];
  return session.ask(async (cluster) => {
    const found = await sendTo(await anyBroker(cluster), findCoordinatorsCall(groups));
    const known = found.filter(({ errorCode }) => errorCode === 0);
    const byCoordinator = [...Map.groupBy(known, ({ nodeId }) => nodeId)];
    const described = await Promise.all(
      byCoordinator.map(([nodeId, ofNode]) =>
        askCoordinator(
          cluster,
          nodeId,
          ofNode.map(({ group }) => group),
        ),
      ),
    );
    return described.flat().toSorted((a, b) => (a.group < b.group ? -1 : 1));
  });
}

async function askCoordinator(
  cluster: Cluster,
  nodeId: number,
  groups: readonly string[],
): Promise<GroupDescription[]> {
  const broker = await cluster.findBroker({ nodeId });
  const [described, committed] = await Promise.all([
    requestAsIs<DescribedGroups>(broker, 'DescribeGroups', { groupIds: groups }),
    committedBy(broker, groups),
  ]);
  return described.groups
    .filter(({ errorCode, state }) => errorCode === 0 && state !== 'Dead')
    .map(({ groupId, state, protocolType, members }) => ({
      group: groupId,
      state,
      protocolType,
      members: members.map(({ memberId, clientId, clientHost, memberAssignment }) => ({
        memberId,
        clientId,
        host: clientHost.replace(/^\//, ''),
        partitions: protocolType === 'consumer' ? assignedTo(memberAssignment) : {},
      })),
      committed: committed.get(groupId) ?? new Map<string, ReadonlyMap<number, number>>(),
    }));
}

async function committedBy(
  broker: Broker,
  groups: readonly string[],
): Promise<ReadonlyMap<string, GroupDescription['committed']>> {
  const questions = groups.map((group) => ({ group, topics: undefined }));
  const answers = await sendTo(broker, groupOffsetsCall(questions, { isStable: false }));
  return new Map(
    answers.map(({ group, positions }) => {
      const table = new Map<string, Map<number, number>>();
      for (const { topic, partition, position } of positions) {
        if (position === undefined) continue;
        const offsets = table.get(topic) ?? new Map<number, number>();
        table.set(topic, offsets.set(partition, Number(position.offset)));
      }
      return [group, table];
    }),
  );
}

/** While a group rebalances its members have nothing. */
function assignedTo(assignment: Buffer): GroupMemberDescription['partitions'] {
  if (assignment.length === 0) return {};
  const decoded = kafkajs.AssignerProtocol.MemberAssignment.decode(assignment)?.assignment ?? {};
  return Object.fromEntries(
    Object.entries(decoded).map(([topic, partitions]) => [topic, partitions.toSorted((a, b) => a - b)]),
  );
}
