import { apiKeys, type ProtocolCall } from '../kafkajs/internals.ts';
import { compactArray, compactString, encoded, FlexibleReader, int8, noTags } from './flexible.ts';

export interface Coordinator {
  readonly group: string;
  readonly errorCode: number;
  readonly nodeId: number;
}

/** The first version that asks for several groups at once. */
const version = 4;
const ofGroups = 0;
const throttleBytes = 4;

/** Which broker coordinates each group. Source: https://kafka.apache.org/protocol#The_Messages_FindCoordinator */
export function findCoordinatorsCall(groups: readonly string[]): ProtocolCall<readonly Coordinator[]> {
  return {
    request: {
      apiKey: apiKeys['GroupCoordinator'] ?? 10,
      apiVersion: version,
      apiName: 'GroupCoordinator',
      encode: () => Promise.resolve(encoded(int8(ofGroups), compactArray(groups, compactString), noTags)),
    },
    response: {
      decode: (payload) => Promise.resolve({ coordinators: decode(payload) }),
      parse: (decoded) => Promise.resolve((decoded as { coordinators: readonly Coordinator[] }).coordinators),
    },
  };
}

function decode(payload: Buffer): Coordinator[] {
  const reader = new FlexibleReader(payload);
  reader.skip(throttleBytes);
  return reader.array(() => {
    const group = reader.compactString();
    const nodeId = reader.int32();
    reader.compactString();
    reader.int32();
    const errorCode = reader.int16();
    reader.compactString();
    reader.tags();
    return { group, nodeId, errorCode };
  });
}
