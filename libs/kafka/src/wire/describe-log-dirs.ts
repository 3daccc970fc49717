import { apiKeys, type ProtocolCall } from '../kafkajs/internals.ts';
import { int32 } from './flexible.ts';
import { plain, PlainReader } from './plain.ts';

/** A replica on a broker's disk. */
export interface ReplicaSize {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: number;
}

const version = 1;
const allTopics = -1;
const throttleBytes = 4;
/** How far it is behind its leader, and whether it is to become the replica. */
const restBytes = 8 + 1;

/** How much disk each replica takes on the broker that is asked. Source: https://kafka.apache.org/protocol#The_Messages_DescribeLogDirs */
export function describeLogDirsCall(): ProtocolCall<readonly ReplicaSize[]> {
  return {
    request: {
      apiKey: apiKeys['DescribeLogDirs'] ?? 35,
      apiVersion: version,
      apiName: 'DescribeLogDirs',
      encode: () => Promise.resolve(plain(int32(allTopics))),
    },
    response: {
      decode: (payload) => Promise.resolve({ sizes: decode(payload) }),
      parse: (decoded) => Promise.resolve((decoded as { sizes: readonly ReplicaSize[] }).sizes),
    },
  };
}

function decode(payload: Buffer): ReplicaSize[] {
  const reader = new PlainReader(payload);
  const sizes: ReplicaSize[] = [];
  reader.skip(throttleBytes);
  reader.array(() => {
    // A folder that has failed has nothing in it; its replicas are out of sync, and seen to be.
    reader.int16();
    reader.string();
    reader.array(() => {
      const topic = reader.string();
      reader.array(() => {
        const [partition, bytes] = [reader.int32(), Number(reader.int64())];
        reader.skip(restBytes);
        sizes.push({ topic, partition, bytes });
      });
    });
  });
  return sizes;
}
