import { anyBroker, type ClusterSession, requestAsIs } from './cluster-session.ts';

export interface BrokerPlace {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  /** Undefined: it was not told one. */
  readonly rack: string | undefined;
}

export interface PartitionPlaces {
  readonly partition: number;
  /** Undefined: none at the moment. */
  readonly leader: number | undefined;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

export interface TopicPlaces {
  readonly name: string;
  /** Kafka's own. */
  readonly isInternal: boolean;
  /** In the order of their numbers. */
  readonly partitions: readonly PartitionPlaces[];
}

export interface ClusterDescription {
  readonly clusterId: string;
  /** Those that are there, by id. */
  readonly brokers: readonly BrokerPlace[];
  /** By name. */
  readonly topics: readonly TopicPlaces[];
}

interface Metadata {
  readonly clusterId: string;
  readonly brokers: readonly { nodeId: number; host: string; port: number; rack: string | null }[];
  readonly topicMetadata: readonly {
    readonly topicErrorCode: number;
    readonly topic: string;
    readonly isInternal: boolean;
    readonly partitionMetadata: readonly {
      readonly partitionId: number;
      readonly leader: number;
      readonly replicas: readonly number[];
      readonly isr: readonly number[];
    }[];
  }[];
}

/** Brokers and topics, in one request, however many there are. */
export async function describeCluster(session: ClusterSession): Promise<ClusterDescription> {
  const { clusterId, brokers, topicMetadata } = await session.ask(async (cluster) =>
    requestAsIs<Metadata>(await anyBroker(cluster), 'Metadata', {
      topics: [],
      allowAutoTopicCreation: false,
    }),
  );
  return {
    clusterId,
    brokers: brokers
      .map(({ nodeId, host, port, rack }) => ({ id: nodeId, host, port, rack: rack ?? undefined }))
      .toSorted((a, b) => a.id - b.id),
    topics: topicMetadata
      .filter(({ topicErrorCode }) => topicErrorCode === 0)
      .map(({ topic, isInternal, partitionMetadata }) => ({
        name: topic,
        isInternal,
        partitions: partitionMetadata
          .map(({ partitionId, leader, replicas, isr }) => ({
            partition: partitionId,
            leader: leader < 0 ? undefined : leader,
            replicas,
            inSync: isr,
          }))
          .toSorted((a, b) => a.partition - b.partition),
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
