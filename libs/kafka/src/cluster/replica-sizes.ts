import { sendTo } from '../kafkajs/internals.ts';
import { describeLogDirsCall, type ReplicaSize } from '../wire/describe-log-dirs.ts';
import type { ClusterSession } from './cluster-session.ts';
import type { BrokerPlace } from './describe-cluster.ts';

/** What each replica takes on disk, by broker, with one request to each. */
export async function replicaSizes(
  session: ClusterSession,
  brokers: readonly BrokerPlace[],
): Promise<ReadonlyMap<number, readonly ReplicaSize[]>> {
  const sizes = await session.ask((cluster) =>
    Promise.all(
      brokers.map(async ({ id }) => {
        const broker = await cluster.findBroker({ nodeId: id });
        return [id, await sendTo(broker, describeLogDirsCall())] as const;
      }),
    ),
  );
  return new Map(sizes);
}
