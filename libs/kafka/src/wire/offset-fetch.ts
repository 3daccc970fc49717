import { apiKeys, type EncodedRequest, errorOfCode, type ProtocolCall } from '../kafkajs/internals.ts';
import {
  bool,
  compactArray,
  compactString,
  encoded,
  FlexibleReader,
  int32,
  noTags,
  nullableArray,
} from './flexible.ts';

export interface CommittedPosition {
  /** The offset of the next record to read. */
  readonly offset: string;
  /** What was committed beside it; empty if nothing. */
  readonly metadata: string;
}

/** A partition of a topic, and what a group has committed for it; undefined if nothing. */
export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  readonly position: CommittedPosition | undefined;
}

/** What a group has committed, or why it cannot be told. */
export interface GroupPositions {
  readonly group: string;
  readonly errorCode: number;
  readonly positions: readonly PartitionPosition[];
}

interface TopicQuestion {
  readonly topic: string;
  readonly partitions: readonly number[];
}

interface OffsetQuestion {
  readonly group: string;
  /** Undefined: every topic that the group has committed anything for. */
  readonly topics: readonly TopicQuestion[] | undefined;
}

/** The first version that asks for several groups at once; since 7 it can wait for an open transaction instead of answering with what was before it. */
const version = 8;
const notCommitted = -1n;

/**
 * Asks for committed positions, stable ones only: kafkajs's own request (version 4) answers with the old offset while a
 * transaction is still completing.
 * Source: https://kafka.apache.org/protocol#The_Messages_OffsetFetch
 */
export function offsetFetchCall(question: OffsetQuestion): ProtocolCall<readonly PartitionPosition[]> {
  const call = groupOffsetsCall([question], { isStable: true });
  return {
    ...call,
    response: {
      ...call.response,
      parse: (decoded) => {
        const [group] = (decoded as { groups: readonly GroupPositions[] }).groups;
        const { errorCode, positions } = group ?? { errorCode: 0, positions: [] };
        return errorCode === 0 ? Promise.resolve(positions) : Promise.reject(errorOfCode(errorCode));
      },
    },
  };
}

/** The same for groups that have this broker as their coordinator; `isStable: false` waits for no transaction. */
export function groupOffsetsCall(
  questions: readonly OffsetQuestion[],
  { isStable }: { readonly isStable: boolean },
): ProtocolCall<readonly GroupPositions[]> {
  return {
    request: {
      apiKey: apiKeys['OffsetFetch'] ?? 9,
      apiVersion: version,
      apiName: 'OffsetFetch',
      encode: () => Promise.resolve(encode(questions, isStable)),
    },
    response: {
      decode: (payload) => Promise.resolve({ groups: decode(payload) }),
      parse: (decoded) => Promise.resolve((decoded as { groups: readonly GroupPositions[] }).groups),
    },
  };
}

function encode(questions: readonly OffsetQuestion[], isStable: boolean): EncodedRequest {
  return encoded(compactArray(questions, encodeGroup), bool(isStable), noTags);
}

function encodeGroup({ group, topics }: OffsetQuestion): Buffer {
  return Buffer.concat([compactString(group), nullableArray(topics, encodeTopic), noTags]);
}

function encodeTopic({ topic, partitions }: TopicQuestion): Buffer {
  return Buffer.concat([compactString(topic), compactArray(partitions, int32), noTags]);
}

function decode(payload: Buffer): readonly GroupPositions[] {
  const reader = new FlexibleReader(payload);
  reader.skip(throttleBytes);
  return reader.array(() => {
    const group = reader.compactString();
    const positions: PartitionPosition[] = [];
    let failure = 0;
    reader.array(() => {
      const topic = reader.compactString();
      reader.array(() => {
        const partition = reader.int32();
        const offset = reader.int64();
        reader.skip(leaderEpochBytes);
        const metadata = reader.compactString();
        const ofPartition = reader.int16();
        failure ||= ofPartition;
        reader.tags();
        const position = offset === notCommitted ? undefined : { offset: offset.toString(), metadata };
        positions.push({ topic, partition, position });
      });
      reader.tags();
    });
    const errorCode = reader.int16() || failure;
    reader.tags();
    return { group, errorCode, positions };
  });
}

const throttleBytes = 4;
const leaderEpochBytes = 4;
