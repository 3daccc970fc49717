import { apiKeys, type FetchOptions, type ProtocolCall } from '../kafkajs/internals.ts';
import { int32, int64, int8 } from './flexible.ts';
import { array, plain, PlainReader, string } from './plain.ts';

/** What was fetched of one partition: batches as they stand in the log. */
export interface FetchedBytes {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  /** What is before it is on all replicas that count. */
  readonly highWatermark: number;
  /** Before it every transaction is over. */
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  /** Transactions in it that were aborted, and where each begins. */
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: number }[];
  /** The replica that the leader would have its reader ask, by the reader's rack; -1: itself. */
  readonly preferredReadReplica: number;
  readonly bytes: Buffer;
}

const version = 11;
const noReplica = -1;
/** Only replicas tell it. */
const unknownLogStart = -1n;
/** Every request stands for itself. */
const [noSession, noEpoch] = [0, -1];
const sessionBytes = 4;

/**
 * A fetch whose records stay bytes: kafkajs's own makes objects of all of them, also of those that nobody is going to look at.
 * Source: https://kafka.apache.org/protocol#The_Messages_Fetch
 */
export function fetchCall(options: FetchOptions): ProtocolCall<readonly FetchedBytes[]> {
  return {
    request: {
      apiKey: apiKeys['Fetch'] ?? 1,
      apiVersion: version,
      apiName: 'Fetch',
      encode: () => Promise.resolve(encode(options)),
    },
    response: {
      decode: (payload) => Promise.resolve(decode(payload)),
      parse: (decoded) => Promise.resolve((decoded as { fetched: readonly FetchedBytes[] }).fetched),
    },
  };
}

function encode({ isolationLevel, maxWaitTime, minBytes, maxBytes, topics, rackId = '' }: FetchOptions) {
  const partition = (asked: FetchOptions['topics'][number]['partitions'][number]): Buffer =>
    Buffer.concat([
      int32(asked.partition),
      int32(noEpoch),
      int64(BigInt(asked.fetchOffset)),
      int64(unknownLogStart),
      int32(asked.maxBytes),
    ]);
  const topic = (asked: FetchOptions['topics'][number]): Buffer =>
    Buffer.concat([string(asked.topic), array(asked.partitions, partition)]);
  return plain(
    ...[noReplica, maxWaitTime, minBytes, maxBytes].map(int32),
    int8(isolationLevel),
    int32(noSession),
    int32(noEpoch),
    array(topics, topic),
    int32(0),
    string(rackId),
  );
}

function decode(payload: Buffer): { fetched: FetchedBytes[]; clientSideThrottleTime: number } {
  const reader = new PlainReader(payload);
  const clientSideThrottleTime = reader.int32();
  const failure = reader.int16();
  reader.skip(sessionBytes);
  const topics = reader.array(() => {
    const topic = reader.string();
    return reader.array((): FetchedBytes => {
      const [partition, errorCode] = [reader.int32(), reader.int16()];
      const highWatermark = Number(reader.int64());
      const [lastStableOffset, logStartOffset] = [Number(reader.int64()), Number(reader.int64())];
      const aborted = reader.array(() => ({
        producerId: reader.int64(),
        firstOffset: Number(reader.int64()),
      }));
      const preferredReadReplica = reader.int32();
      const bytes = reader.bytes(reader.int32());
      return {
        topic,
        partition,
        errorCode: failure || errorCode,
        highWatermark,
        lastStableOffset,
        logStartOffset,
        aborted,
        preferredReadReplica,
        bytes,
      };
    });
  });
  return { fetched: topics.flat(), clientSideThrottleTime };
}
