import { Injectable } from '@nestjs/common';
import type { BrokerConfig, BrokerView, ClusterView, QuorumReplica, QuorumView } from '@payments/console-api';
import {
  alterConfig,
  type BrokerPlace,
  ClusterSession,
  describeConfig,
  describeQuorum,
  type PartitionPlaces,
  type Quorum,
  type QuorumMember,
  type ReplicaSize,
} from '@payments/kafka';
import { Clock } from '@payments/service';
import { problems } from '../http/problems.ts';
import { ClusterReads } from '../kafka/cluster-reads.service.ts';
import { SharedFor } from '../kafka/shared-for.ts';
import { configEntry } from '../topics/topic-views.ts';

const keptMs = 1_000;

/** Brokers, and the controllers that lead them. */
@Injectable()
export class ClusterOverview {
  private readonly quorums: SharedFor<Quorum | undefined>;

  constructor(
    private readonly session: ClusterSession,
    private readonly reads: ClusterReads,
    private readonly clock: Clock,
  ) {
    this.quorums = new SharedFor(keptMs, () => describeQuorum(session).catch(() => undefined));
  }

  /** Undefined: the controllers cannot be asked at the moment. */
  quorum(): Promise<Quorum | undefined> {
    return this.quorums.get();
  }

  async describe(): Promise<ClusterView> {
    const { clusterId, brokers, topics } = await this.reads.describe();
    const [quorum, sizes] = await Promise.all([this.quorum(), this.reads.sizes().catch(() => undefined)]);
    const partitions = topics.flatMap((topic) => topic.partitions);
    const places = new Map(brokers.map((broker) => [broker.id, broker]));
    const ids = new Set([...places.keys(), ...partitions.flatMap(({ replicas }) => replicas)]);
    return {
      clusterId,
      controllerId: quorum?.leaderId ?? null,
      brokers: [...ids]
        .toSorted((a, b) => a - b)
        .map((id) => brokerView(id, { place: places.get(id), partitions, sizes: sizes?.get(id), quorum })),
      quorum: quorum === undefined ? null : quorumView(quorum),
      countedAtMs: this.clock.now(),
    };
  }

  /** @throws Problem if there is no such broker at the moment */
  async config(id: number): Promise<BrokerConfig> {
    await this.exists(id);
    return { id, config: (await describeConfig(this.session, { broker: id })).map(configEntry) };
  }

  async alter(id: number, values: Readonly<Record<string, string | null>>): Promise<BrokerConfig> {
    await this.exists(id);
    await alterConfig(this.session, { broker: id }, values);
    return this.config(id);
  }

  private async exists(id: number): Promise<void> {
    const { brokers } = await this.reads.describe();
    if (!brokers.some((broker) => broker.id === id))
      throw problems.notFound(`There is no broker ${id} at the moment.`);
  }
}

interface BrokerFacts {
  readonly place: BrokerPlace | undefined;
  readonly partitions: readonly PartitionPlaces[];
  readonly sizes: readonly ReplicaSize[] | undefined;
  readonly quorum: Quorum | undefined;
}

function brokerView(id: number, { place, partitions, sizes, quorum }: BrokerFacts): BrokerView {
  const own = partitions.filter(({ replicas }) => replicas.includes(id));
  return {
    id,
    host: place?.host ?? '',
    port: place?.port ?? 0,
    rack: place?.rack ?? null,
    isUp: place !== undefined,
    isController: quorum?.leaderId === id,
    leaders: partitions.filter(({ leader }) => leader === id).length,
    replicas: own.length,
    outOfSync: own.filter(({ inSync }) => !inSync.includes(id)).length,
    sizeBytes: sizes === undefined ? null : sizes.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function quorumView({ leaderId, leaderEpoch, highWatermark, voters, observers }: Quorum): QuorumView {
  const end = Math.max(...voters.map(({ logEndOffset }) => logEndOffset));
  const view = ({ id, logEndOffset, lastFetchMs, lastCaughtUpMs }: QuorumMember): QuorumReplica => ({
    id,
    logEndOffset,
    lag: Math.max(0, end - logEndOffset),
    lastFetchMs: lastFetchMs ?? null,
    lastCaughtUpMs: lastCaughtUpMs ?? null,
  });
  return { leaderId, leaderEpoch, highWatermark, voters: voters.map(view), observers: observers.map(view) };
}
