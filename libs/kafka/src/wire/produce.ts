import { apiKeys, type EncodedRequest, type ProtocolCall } from '../kafkajs/internals.ts';
import {
  compactLength,
  compactParts,
  compactString,
  encoded,
  FlexibleReader,
  int16,
  int32,
  noTags,
  nullString,
} from './flexible.ts';

/** One batch for one partition; a produce request has at most one for each. */
export interface PartitionBatch {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: Buffer;
}

/** What the broker says of one partition's batch. Code 0 is success; the others are Kafka's error codes. */
export interface PartitionAnswer {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly baseOffset: bigint;
}

export interface ProduceOptions {
  readonly transactionalId: string | null;
  /** How long the broker may wait for its replicas, in milliseconds. */
  readonly ackTimeoutMs: number;
  readonly batches: readonly PartitionBatch[];
  /** The batches join the transaction by themselves. Only for a cluster that has agreed on transactions of version 2. */
  readonly joinsTransaction?: boolean;
}

/** The first flexible version; and the first of KIP-890, by which a partition takes part in the transaction without being announced. */
const versions = { announced: 9, joining: 12 };
const ackOfAllReplicas = -1;
/** The log append time and the log start offset. */
const timeAndStartBytes = 16;

/**
 * A produce request of our own: kafkajs's tells of the first partition that failed only, and encodes a record ten times slower.
 * Source: https://kafka.apache.org/protocol#The_Messages_Produce
 */
export function produceCall(options: ProduceOptions): ProtocolCall<readonly PartitionAnswer[]> {
  return {
    request: {
      apiKey: apiKeys['Produce'] ?? 0,
      apiVersion: options.joinsTransaction === true ? versions.joining : versions.announced,
      apiName: 'Produce',
      encode: () => Promise.resolve(encode(options)),
    },
    response: {
      decode: (payload) => Promise.resolve(decode(payload)),
      parse: (decoded) => Promise.resolve((decoded as { answers: readonly PartitionAnswer[] }).answers),
    },
  };
}

function encode({ transactionalId, ackTimeoutMs, batches }: ProduceOptions): EncodedRequest {
  const topics = [...Map.groupBy(batches, ({ topic }) => topic)];
  return encoded(
    transactionalId === null ? nullString : compactString(transactionalId),
    int16(ackOfAllReplicas),
    int32(ackTimeoutMs),
    ...compactParts(topics, ([topic, ofTopic]) => [
      compactString(topic),
      ...compactParts(ofTopic, ({ partition, bytes }) => [
        int32(partition),
        compactLength(bytes),
        bytes,
        noTags,
      ]),
      noTags,
    ]),
    noTags,
  );
}

function decode(payload: Buffer): { answers: PartitionAnswer[]; clientSideThrottleTime: number } {
  const reader = new FlexibleReader(payload);
  const answers = reader.array(() => {
    const topic = reader.compactString();
    const ofTopic = reader.array((): PartitionAnswer => {
      const [partition, errorCode, baseOffset] = [reader.int32(), reader.int16(), reader.int64()];
      reader.skip(timeAndStartBytes);
      reader.array(() => {
        reader.int32();
        reader.compactString();
        reader.tags();
      });
      reader.compactString();
      reader.tags();
      return { topic, partition, errorCode, baseOffset };
    });
    reader.tags();
    return ofTopic;
  });
  return { answers: answers.flat(), clientSideThrottleTime: reader.int32() };
}
