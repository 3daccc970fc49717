import { apiKeys, type EncodedRequest, type ProtocolCall } from '../kafkajs/internals.ts';

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
}

const version = 7;
const ackOfAllReplicas = -1;

/**
 * A produce request of our own: kafkajs's tells of the first partition that failed only, and encodes a record ten times slower.
 * Source: https://kafka.apache.org/protocol#The_Messages_Produce
 */
export function produceCall(options: ProduceOptions): ProtocolCall<readonly PartitionAnswer[]> {
  return {
    request: {
      apiKey: apiKeys['Produce'] ?? 0,
      apiVersion: version,
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
  const topics = Map.groupBy(batches, ({ topic }) => topic);
  const id = transactionalId === null ? null : Buffer.from(transactionalId);
  const head = Buffer.allocUnsafe(2 + (id?.length ?? 0) + 10);
  let at = head.writeInt16BE(id === null ? -1 : id.length, 0);
  if (id !== null) at += id.copy(head, at);
  at = head.writeInt16BE(ackOfAllReplicas, at);
  at = head.writeInt32BE(ackTimeoutMs, at);
  head.writeInt32BE(topics.size, at);
  const parts: Buffer[] = [head];
  for (const [topic, ofTopic] of topics) {
    const name = Buffer.from(topic);
    const topicHead = Buffer.allocUnsafe(2 + name.length + 4);
    let position = topicHead.writeInt16BE(name.length, 0);
    position += name.copy(topicHead, position);
    topicHead.writeInt32BE(ofTopic.length, position);
    parts.push(topicHead);
    for (const { partition, bytes } of ofTopic) {
      const partitionHead = Buffer.allocUnsafe(8);
      partitionHead.writeInt32BE(partition, 0);
      partitionHead.writeInt32BE(bytes.length, 4);
      parts.push(partitionHead, bytes);
    }
  }
  const buffer = Buffer.concat(parts);
  return { buf: buffer, buffer };
}

function decode(payload: Buffer): { answers: PartitionAnswer[]; clientSideThrottleTime: number } {
  const answers: PartitionAnswer[] = [];
  const topics = payload.readInt32BE(0);
  let at = 4;
  for (let topicIndex = 0; topicIndex < topics; topicIndex += 1) {
    const nameBytes = payload.readInt16BE(at);
    const topic = payload.toString('utf8', at + 2, at + 2 + nameBytes);
    at += 2 + nameBytes;
    const partitions = payload.readInt32BE(at);
    at += 4;
    for (let index = 0; index < partitions; index += 1) {
      answers.push({
        topic,
        partition: payload.readInt32BE(at),
        errorCode: payload.readInt16BE(at + 4),
        baseOffset: payload.readBigInt64BE(at + 6),
      });
      // After the base offset: the log append time and the log start offset, 8 bytes each.
      at += 30;
    }
  }
  return { answers, clientSideThrottleTime: payload.readInt32BE(at) };
}
