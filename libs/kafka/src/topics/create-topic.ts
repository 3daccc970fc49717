import type { KafkaConnection } from '../connection.ts';
import { errorType } from '../errors.ts';
import { possibleReplication, waitForLeaders } from './ensure-topics.ts';

/** A topic as somebody else wants it. */
export interface TopicToCreate {
  readonly name: string;
  /** Default 1. */
  readonly partitions?: number | undefined;
  /** By default as many as there are brokers, three at the most. */
  readonly replication?: number | undefined;
  /** Kafka's own names and values, for example `cleanup.policy`. */
  readonly config?: Readonly<Record<string, string>>;
}

/** Makes a topic unless it is there, and waits until it can be written to. True if it was made here. */
export async function createTopic(
  connection: KafkaConnection,
  { name, partitions = 1, replication, config = {} }: TopicToCreate,
): Promise<boolean> {
  return connection.withAdmin(async (admin) => {
    if ((await admin.listTopics()).includes(name)) return false;
    const possible = await possibleReplication(admin);
    try {
      await admin.createTopics({
        waitForLeaders: false,
        topics: [
          {
            topic: name,
            numPartitions: partitions,
            replicationFactor: replication ?? possible,
            configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
          },
        ],
      });
    } catch (error) {
      // Somebody else was quicker.
      if (errorType(error) !== 'TOPIC_ALREADY_EXISTS') throw error;
      return false;
    }
    await waitForLeaders(admin, [{ name, partitions, cleanup: 'delete' }]);
    return true;
  });
}

/** The names of all topics, Kafka's own among them. */
export async function listTopics(connection: KafkaConnection): Promise<readonly string[]> {
  return connection.withAdmin((admin) => admin.listTopics());
}
