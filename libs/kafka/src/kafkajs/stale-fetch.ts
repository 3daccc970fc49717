import { createRequire } from 'node:module';
import type { Batch } from 'kafkajs';

interface ConsumerGroupShape {
  /** Made anew each time the group is joined. */
  readonly offsetManager: object;
  fetch(nodeId: string): Promise<Batch[]>;
}

const require = createRequire(import.meta.url);
const ConsumerGroup = require('kafkajs/src/consumer/consumerGroup') as {
  readonly prototype: ConsumerGroupShape;
};

/**
 * kafkajs hands records on that were fetched before the group was joined again, and counts them as read under the new assignment: the
 * records between the committed offset and theirs would be skipped. What was asked for under an older assignment is dropped here;
 * it is fetched again from where the new one starts.
 */
export function patchStaleFetch(): void {
  const { prototype } = ConsumerGroup;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the group it belongs to
  const original = prototype.fetch;
  if (typeof original !== 'function') throw new Error('kafkajs has no ConsumerGroup.fetch to patch.');
  prototype.fetch = async function fetch(this: ConsumerGroupShape, nodeId): Promise<Batch[]> {
    const assignment = this.offsetManager;
    const batches = await original.call(this, nodeId);
    return this.offsetManager === assignment ? batches : [];
  };
}
