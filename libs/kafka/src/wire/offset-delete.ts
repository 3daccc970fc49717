import { type EncodedRequest, errorOfCode, type ProtocolCall } from '../kafkajs/internals.ts';

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
  const buffer = Buffer.concat([
    string(group),
    int32(topics.length),
    ...topics.flatMap(({ topic, partitions }) => [
      string(topic),
      int32(partitions.length),
      ...partitions.map(int32),
    ]),
  ]);
  return { buf: buffer, buffer };
}

/** The first error there is; 0 if there is none. */
function decode(payload: Buffer): number {
  let failure = payload.readInt16BE(0);
  const topics = payload.readInt32BE(6);
  let at = 10;
  for (let topic = 0; topic < topics; topic += 1) {
    at += 2 + payload.readInt16BE(at);
    const partitions = payload.readInt32BE(at);
    at += 4;
    for (let partition = 0; partition < partitions; partition += 1) {
      failure ||= payload.readInt16BE(at + 4);
      at += 6;
    }
  }
  return failure;
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
