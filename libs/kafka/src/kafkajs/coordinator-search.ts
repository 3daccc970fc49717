import { createRequire } from 'node:module';

interface ClusterShape {
  findGroupCoordinatorMetadata(options: object): Promise<object>;
}

const require = createRequire(import.meta.url);
const Cluster = require('kafkajs/src/cluster') as { readonly prototype: ClusterShape };

/**
 * kafkajs takes it as final when no broker can tell it the coordinator of its group, for whatever reason: a lost connection, or a
 * cluster that is only just starting and still makes its first groups. Its consumer then ends for good. It is an outage like
 * others, after which the consumer starts again.
 */
export function patchCoordinatorSearch(): void {
  const { prototype } = Cluster;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the cluster it belongs to
  const original = prototype.findGroupCoordinatorMetadata;
  if (typeof original !== 'function')
    throw new Error('kafkajs has no Cluster.findGroupCoordinatorMetadata to patch.');
  prototype.findGroupCoordinatorMetadata = async function search(this: ClusterShape, options) {
    try {
      return await original.call(this, options);
    } catch (error) {
      const { name } = error as Error;
      throw name === 'KafkaJSGroupCoordinatorNotFound'
        ? Object.assign(error as Error, { retriable: true })
        : error;
    }
  };
}
