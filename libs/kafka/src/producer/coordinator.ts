import { errorType, isAnswerLost } from '../errors.ts';
import { type Broker, type Cluster, coordinatorTypes } from '../kafkajs/internals.ts';

const moved = new Set([
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'KafkaJSBrokerNotFound',
  'KafkaJSGroupCoordinatorNotFound',
]);

/** The broker that coordinates a transactional id or a group: asked for once, and again only when it has moved. */
export class Coordinator {
  private readonly cluster: Cluster;
  private readonly id: string;
  private readonly type: number;
  private nodeId: number | undefined;

  constructor(cluster: Cluster, id: string, type: keyof typeof coordinatorTypes) {
    this.cluster = cluster;
    this.id = id;
    this.type = coordinatorTypes[type];
  }

  /** Does `work` with the broker; an error that says it has moved makes the next call ask anew. */
  async with<Result>(work: (broker: Broker) => Promise<Result>): Promise<Result> {
    try {
      return await work(await this.broker());
    } catch (error) {
      if (moved.has(errorType(error)) || isAnswerLost(error)) this.nodeId = undefined;
      throw error;
    }
  }

  private async broker(): Promise<Broker> {
    if (this.nodeId !== undefined) return this.cluster.findBroker({ nodeId: this.nodeId });
    const broker = await this.cluster.findGroupCoordinator({ groupId: this.id, coordinatorType: this.type });
    this.nodeId = broker.nodeId;
    return broker;
  }
}

const notReady = new Set([
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'CONCURRENT_TRANSACTIONS',
  'KafkaJSGroupCoordinatorNotFound',
]);

/** True if the coordinator said that it did nothing, and may do it in a moment. */
export function isCoordinatorNotReady(error: unknown): boolean {
  return notReady.has(errorType(error));
}
