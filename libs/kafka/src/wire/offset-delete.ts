import { type EncodedRequest, errorOfCode, type ProtocolCall } from '../kafkajs/internals.ts';
import { int32 } from './flexible.ts';
import { array, plain, PlainReader, string } from './plain.ts';

interface OffsetsToDelete {
  readonly group: string;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

const offsetDelete = 47;
const version = 0;

/**
 * Has a group forget positions; kafkajs has no such request.
 * Source: https://kafka.apache.org/protocol#The_Messages_OffsetDelete
 */
export function offsetDeleteCall(offsets: OffsetsToDelete): ProtocolCall<void> {
  return {
    request: {
      apiKey: offsetDelete,
      apiVersion: version,
      apiName: 'OffsetDelete',
      encode: () => Promise.resolve(encode(offsets)),
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

function encode({ group, topics }: OffsetsToDelete): EncodedRequest {
  const ofTopic = ({ topic, partitions }: OffsetsToDelete['topics'][number]): Buffer =>
    Buffer.concat([string(topic), array(partitions, int32)]);
  return plain(string(group), array(topics, ofTopic));
}

/** The first error there is; 0 if there is none. */
function decode(payload: Buffer): number {
  const reader = new PlainReader(payload);
  let failure = reader.int16();
  reader.skip(throttleBytes);
  reader.array(() => {
    reader.string();
    reader.array(() => {
      reader.int32();
      const ofPartition = reader.int16();
      failure ||= ofPartition;
    });
  });
  return failure;
}

const throttleBytes = 4;
