import { errorOfCode, sendTo } from '../kafkajs/internals.ts';
import { type OutgoingRecord, partitionFor } from '../records.ts';
import { produceCall } from '../wire/produce.ts';
import { encodeRecordBatch } from '../wire/record-batch.ts';
import { type ClusterSession, KafkaRefusalError } from './cluster-session.ts';

/** No identity: the broker does not tell a second sending from a second record, so there is none. */
const nobody = { producerId: -1n, producerEpoch: -1, firstSequence: -1, transactional: false } as const;
const ackTimeoutMs = 4_000;

/**
 * Writes one record, acknowledged by all replicas, and tells where it is. For a person who writes one by hand: it is slow, and when the
 * answer is lost nobody knows whether it was written. Services use EventProducer.
 *
 * @throws KafkaRefusalError if it is too large, for example
 * @throws KafkaAwayError if no answer came; the record may have been written all the same
 */
export async function produceOnce(
  session: ClusterSession,
  record: OutgoingRecord,
  nowMs: number,
): Promise<{ readonly partition: number; readonly offset: number }> {
  const { topic, key } = record;
  return session.askOnce(async (cluster) => {
    await cluster.addMultipleTargetTopics([topic]);
    const places = cluster.findTopicPartitionMetadata(topic);
    const partition =
      record.partition ??
      (key === null ? Math.floor(Math.random() * places.length) : partitionFor(key, places.length));
    const place = places.find(({ partitionId }) => partitionId === partition);
    if (place === undefined)
      throw new KafkaRefusalError(
        'UNKNOWN_TOPIC_OR_PARTITION',
        `${topic} has no partition ${partition}; it has ${places.length}.`,
      );
    const broker = await cluster.findBroker({ nodeId: place.leader });
    const bytes = encodeRecordBatch([record], { ...nobody, nowMs });
    const [answer] = await sendTo(
      broker,
      produceCall({ transactionalId: null, ackTimeoutMs, batches: [{ topic, partition, bytes }] }),
    );
    if (answer === undefined || answer.errorCode !== 0) throw errorOfCode(answer?.errorCode ?? -1);
    return { partition, offset: Number(answer.baseOffset) };
  });
}
