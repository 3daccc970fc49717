import type { ConfigEntry } from './topics.ts';

/** `GET apiPaths.cluster()` */
export interface ClusterView {
  readonly clusterId: string;
  /** The active controller; null: none at the moment. */
  readonly controllerId: number | null;
  readonly brokers: readonly BrokerView[];
  /** Null: it cannot be asked at the moment. */
  readonly quorum: QuorumView | null;
  readonly countedAtMs: number;
}

export interface BrokerView {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  /** The region. */
  readonly rack: string | null;
  /** False: replicas are on it, and it is not there. */
  readonly isUp: boolean;
  readonly isController: boolean;
  readonly leaders: number;
  readonly replicas: number;
  /** Replicas on it that are not in sync. */
  readonly outOfSync: number;
  readonly sizeBytes: number | null;
}

/** The controllers that keep the cluster's metadata by Raft: what ZooKeeper used to do. */
export interface QuorumView {
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly voters: readonly QuorumReplica[];
  /** Brokers that follow without a vote. */
  readonly observers: readonly QuorumReplica[];
}

export interface QuorumReplica {
  readonly id: number;
  readonly logEndOffset: number;
  /** Records behind the leader. */
  readonly lag: number;
  /** Milliseconds since the epoch; null: not known, as for the leader itself. */
  readonly lastFetchMs: number | null;
  readonly lastCaughtUpMs: number | null;
}

/** `GET apiPaths.brokerConfig(id)` */
export interface BrokerConfig {
  readonly id: number;
  readonly config: readonly ConfigEntry[];
}
