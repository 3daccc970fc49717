import { createRequire } from 'node:module';
import { errorType, isAnswerLost } from '../errors.ts';
import type { Broker, Cluster } from './internals.ts';

interface ConsumerGroupShape {
  readonly cluster: Cluster;
  readonly groupId: string;
  coordinator: Broker;
  readonly offsetManager: { coordinator: Broker } | null;
  heartbeat(options: { interval: number }): Promise<void>;
}

const require = createRequire(import.meta.url);
const ConsumerGroup = require('kafkajs/src/consumer/consumerGroup') as {
  readonly prototype: ConsumerGroupShape;
};
const groupCoordinator = 0;
const movedTypes = new Set(['NOT_COORDINATOR_FOR_GROUP', 'GROUP_COORDINATOR_NOT_AVAILABLE']);

/**
 * kafkajs asks which broker coordinates a group only when it joins. If that broker goes away for good, a member keeps calling it until
 * it has run out of attempts, and crashes. Now it looks for the new one, which knows the group and its members from the log.
 */
export function patchMovedCoordinator(): void {
  const { prototype } = ConsumerGroup;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the group it belongs to
  const original = prototype.heartbeat;
  if (typeof original !== 'function') throw new Error('kafkajs has no ConsumerGroup.heartbeat to patch.');
  prototype.heartbeat = async function heartbeat(this: ConsumerGroupShape, options): Promise<void> {
    try {
      await original.call(this, options);
    } catch (error) {
      if (isAnswerLost(error) || movedTypes.has(errorType(error))) await findAgain(this);
      throw error;
    }
  };
}

/** If there is none now, the next heartbeat fails as this one did, and looks again. */
async function findAgain(group: ConsumerGroupShape): Promise<void> {
  try {
    const { cluster, groupId } = group;
    group.coordinator = await cluster.findGroupCoordinator({ groupId, coordinatorType: groupCoordinator });
    if (group.offsetManager !== null) group.offsetManager.coordinator = group.coordinator;
  } catch {
    // The heartbeat's own error is the one to tell.
  }
}
