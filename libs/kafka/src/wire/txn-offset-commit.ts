import { apiKeys, errorOfCode, type ProtocolCall } from '../kafkajs/internals.ts';
import type { ProducerIdentity } from './end-txn.ts';
import {
  compactArray,
  compactString,
  encoded,
  FlexibleReader,
  int16,
  int32,
  int64,
  noTags,
  nullString,
} from './flexible.ts';

/** Positions that a consumer group takes with a transaction. */
export interface OffsetsToCommit {
  readonly group: string;
  /** Who reads for the group: the transaction fails if that is no longer so. Without it the transactional id alone has to tell. */
  readonly member?: Membership | undefined;
  readonly positions: readonly PositionToCommit[];
}

/** A member of a consumer group, as of one assignment of its partitions. */
export interface Membership {
  readonly memberId: string;
  readonly generation: number;
}

interface PositionToCommit {
  readonly topic: string;
  readonly partition: number;
  /** Of the next record to read. */
  readonly offset: string;
  readonly metadata?: string;
}

/** The first version that says who commits: KIP-447. */
const announcedVersion = 3;
/** The first version of KIP-890, by which the group takes part in the transaction without being announced. */
const joiningVersion = 5;
const nobody: Membership = { memberId: '', generation: -1 };
const noLeaderEpoch = -1;

interface Committer extends ProducerIdentity {
  readonly transactionalId: string;
  /** True if positions join the transaction without being announced. */
  readonly joins: boolean;
}

/** Source: https://kafka.apache.org/protocol#The_Messages_TxnOffsetCommit */
export function txnOffsetCommitCall(
  { transactionalId, producerId, producerEpoch, joins }: Committer,
  { group, positions, member = nobody }: OffsetsToCommit,
): ProtocolCall<void> {
  const topics = [...Map.groupBy(positions, ({ topic }) => topic)];
  return {
    request: {
      apiKey: apiKeys['TxnOffsetCommit'] ?? 28,
      apiVersion: joins ? joiningVersion : announcedVersion,
      apiName: 'TxnOffsetCommit',
      encode: () =>
        Promise.resolve(
          encoded(
            compactString(transactionalId),
            compactString(group),
            int64(producerId),
            int16(producerEpoch),
            int32(member.generation),
            compactString(member.memberId),
            nullString,
            compactArray(topics, ([topic, ofTopic]) =>
              Buffer.concat([compactString(topic), compactArray(ofTopic, position), noTags]),
            ),
            noTags,
          ),
        ),
    },
    response: {
      decode: (payload) => Promise.resolve({ errorCode: decode(payload) }),
      parse: (decoded) => {
        const { errorCode } = decoded as { errorCode: number };
        return errorCode === 0 ? Promise.resolve() : Promise.reject(errorOfCode(errorCode));
      },
    },
  };
}

function position({ partition, offset, metadata = '' }: PositionToCommit): Buffer {
  return Buffer.concat([
    int32(partition),
    int64(BigInt(offset)),
    int32(noLeaderEpoch),
    compactString(metadata),
    noTags,
  ]);
}

/** The first error of a partition; 0 if there is none. */
function decode(payload: Buffer): number {
  const reader = new FlexibleReader(payload);
  reader.int32();
  let errorCode = 0;
  reader.array(() => {
    reader.compactString();
    reader.array(() => {
      reader.int32();
      const ofPartition = reader.int16();
      errorCode ||= ofPartition;
      reader.tags();
    });
    reader.tags();
  });
  return errorCode;
}
