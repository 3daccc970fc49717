import { sendTo } from '../kafkajs/internals.ts';
import { describeQuorumCall, type Quorum } from '../wire/describe-quorum.ts';
import { anyBroker, type ClusterSession } from './cluster-session.ts';

/** The controllers' quorum; whichever broker is asked passes it on to the one that leads. */
export async function describeQuorum(session: ClusterSession): Promise<Quorum> {
  return session.ask(async (cluster) => sendTo(await anyBroker(cluster), describeQuorumCall()));
}
