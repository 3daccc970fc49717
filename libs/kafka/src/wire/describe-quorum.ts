import { errorOfCode, type ProtocolCall } from '../kafkajs/internals.ts';
import { compactArray, compactString, encoded, FlexibleReader, int32, noTags } from './flexible.ts';

/** A controller, or a broker that follows the controllers' log. */
export interface QuorumMember {
  readonly id: number;
  readonly logEndOffset: number;
  /** Milliseconds since the epoch; undefined: not known. */
  readonly lastFetchMs: number | undefined;
  readonly lastCaughtUpMs: number | undefined;
}

/** The controllers, and how far each has the log that the cluster's metadata is. */
export interface Quorum {
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly voters: readonly QuorumMember[];
  readonly observers: readonly QuorumMember[];
}

const describeQuorum = 55;
/** The first version that tells when a replica has last caught up. */
const version = 1;
const metadataTopic = '__cluster_metadata';

/** Source: https://kafka.apache.org/protocol#The_Messages_DescribeQuorum */
export function describeQuorumCall(): ProtocolCall<Quorum> {
  return {
    request: {
      apiKey: describeQuorum,
      apiVersion: version,
      apiName: 'DescribeQuorum',
      encode: () => Promise.resolve(encoded(compactArray([metadataTopic], topic), noTags)),
    },
    response: {
      decode: (payload) => Promise.resolve(decode(payload)),
      parse: (decoded) => {
        const { errorCode, quorum } = decoded as Answer;
        return errorCode === 0 && quorum !== undefined
          ? Promise.resolve(quorum)
          : Promise.reject(errorOfCode(errorCode));
      },
    },
  };
}

function topic(name: string): Buffer {
  return Buffer.concat([compactString(name), compactArray([0], partition), noTags]);
}

function partition(index: number): Buffer {
  return Buffer.concat([int32(index), noTags]);
}

interface Answer {
  readonly errorCode: number;
  readonly quorum: Quorum | undefined;
}

function decode(payload: Buffer): Answer {
  const reader = new FlexibleReader(payload);
  let errorCode = reader.int16();
  const [[quorum] = []] = reader.array(() => {
    reader.compactString();
    return reader.array(() => {
      reader.int32();
      const ofPartition = reader.int16();
      errorCode ||= ofPartition;
      const [leaderId, leaderEpoch, highWatermark] = [reader.int32(), reader.int32(), Number(reader.int64())];
      const [voters, observers] = [reader.array(() => member(reader)), reader.array(() => member(reader))];
      reader.tags();
      return { leaderId, leaderEpoch, highWatermark, voters, observers };
    });
  });
  return { errorCode, quorum };
}

function member(reader: FlexibleReader): QuorumMember {
  const [id, logEndOffset] = [reader.int32(), Number(reader.int64())];
  const [lastFetchMs, lastCaughtUpMs] = [time(reader.int64()), time(reader.int64())];
  reader.tags();
  return { id, logEndOffset, lastFetchMs, lastCaughtUpMs };
}

function time(value: bigint): number | undefined {
  return value < 0n ? undefined : Number(value);
}
