import { type Broker, errorOfCode } from '../kafkajs/internals.ts';
import { type ClusterSession, KafkaRefusalError, requestAsIs } from './cluster-session.ts';

/** How long the brokers may take to do it. */
const timeout = 4_000;
/** Kafka's default. */
const byDefault = -1;

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  /** Left out: the cluster's default. */
  readonly replicationFactor?: number | undefined;
  readonly config?: Readonly<Record<string, string>> | undefined;
}

interface TopicAnswer {
  readonly topicErrors: readonly { readonly errorCode: number; readonly errorMessage?: string | null }[];
}

/** @throws KafkaRefusalError with Kafka's reason, `TOPIC_ALREADY_EXISTS` for one */
export async function makeTopic(session: ClusterSession, topic: NewTopic): Promise<void> {
  const { name, partitions, replicationFactor = byDefault, config = {} } = topic;
  await change(session, 'CreateTopics', {
    topics: [
      {
        topic: name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      },
    ],
    validateOnly: false,
    timeout,
  });
}

/** Gives a topic more partitions, so that it has `count`. @throws KafkaRefusalError if it has as many already */
export async function addPartitions(session: ClusterSession, topic: string, count: number): Promise<void> {
  await change(session, 'CreatePartitions', {
    topicPartitions: [{ topic, count }],
    validateOnly: false,
    timeout,
  });
}

/** @throws KafkaRefusalError if there is no such topic */
export async function deleteTopic(session: ClusterSession, topic: string): Promise<void> {
  await change(session, 'DeleteTopics', { topics: [topic], timeout });
}

/** Deletes the records of a topic before these offsets, by partition. */
export async function deleteRecordsBefore(
  session: ClusterSession,
  topic: string,
  ends: ReadonlyMap<number, number>,
): Promise<void> {
  await session.ask(async (cluster) => {
    await cluster.addMultipleTargetTopics([topic]);
    await cluster.refreshMetadata();
    const places = cluster
      .findTopicPartitionMetadata(topic)
      .filter(({ partitionId }) => ends.has(partitionId));
    const byLeader = [...Map.groupBy(places, ({ leader }) => leader)];
    await Promise.all(
      byLeader.map(async ([leader, led]) => {
        const broker = await cluster.findBroker({ nodeId: leader });
        const partitions = led.map(({ partitionId }) => ({
          partition: partitionId,
          offset: String(ends.get(partitionId)),
        }));
        await deleteOn(broker, topic, partitions);
      }),
    );
  });
}

async function deleteOn(
  broker: Broker,
  topic: string,
  partitions: readonly { readonly partition: number; readonly offset: string }[],
): Promise<void> {
  const { topics } = await requestAsIs<{
    readonly topics: readonly { readonly partitions: readonly { readonly errorCode: number }[] }[];
  }>(broker, 'DeleteRecords', { topics: [{ topic, partitions }], timeout });
  const failed = topics.flatMap((each) => each.partitions).find(({ errorCode }) => errorCode !== 0);
  if (failed !== undefined) throw errorOfCode(failed.errorCode);
}

/** Not done again when its answer is lost: it may be done, and the second time be refused. */
async function change(session: ClusterSession, name: string, payload: object): Promise<void> {
  const { topicErrors } = await session.askOnce(async (cluster) =>
    requestAsIs<TopicAnswer>(await cluster.findControllerBroker(), name, payload),
  );
  const failed = topicErrors.find(({ errorCode }) => errorCode !== 0);
  if (failed === undefined) return;
  const { type, message } = errorOfCode(failed.errorCode);
  throw new KafkaRefusalError(type, failed.errorMessage || message);
}
