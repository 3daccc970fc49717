import { createRequire } from 'node:module';
import kafkajs, { type PartitionAssigner } from 'kafkajs';

interface ConsumerGroupShape {
  readonly cluster: object;
  joinAndSync(): Promise<void>;
}

const require = createRequire(import.meta.url);
const ConsumerGroup = require('kafkajs/src/consumer/consumerGroup') as {
  readonly prototype: ConsumerGroupShape;
};
const hooks = new WeakMap<object, () => Promise<void>>();

/**
 * kafkajs joins a group again without asking what is still being worked on: its partitions go to others, who do it once more. Now a
 * consumer can have something done before.
 */
export function patchJoin(): void {
  const { prototype } = ConsumerGroup;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the group it belongs to
  const original = prototype.joinAndSync;
  if (typeof original !== 'function') throw new Error('kafkajs has no ConsumerGroup.joinAndSync to patch.');
  prototype.joinAndSync = async function joinAndSync(this: ConsumerGroupShape): Promise<void> {
    await hooks.get(this.cluster)?.();
    return original.call(this);
  };
}

/**
 * kafkajs's own assigner, for a consumer that wants `hook` to be done before it joins its group, the first time and again. The hook
 * must not take longer than the session timeout allows: while it runs, no heartbeat is sent.
 */
export function assignerWithHook(hook: () => Promise<void>): PartitionAssigner {
  return (config) => {
    hooks.set(config.cluster, hook);
    return kafkajs.PartitionAssigners.roundRobin(config);
  };
}
