import { apiKeys, type ProtocolCall } from '../kafkajs/internals.ts';
import { bool, int8 } from './flexible.ts';
import { array, nullableString, plain, PlainReader, string } from './plain.ts';

export interface ConfigsToAlter {
  /** Kafka's number for what it is of: 2 a topic, 4 a broker. */
  readonly resourceType: number;
  /** Empty, for brokers: what all of them have unless they have their own. */
  readonly resourceName: string;
  /** Null goes back to the default. */
  readonly values: Readonly<Record<string, string | null>>;
}

export interface AlterAnswer {
  readonly errorCode: number;
  readonly errorMessage: string;
}

const version = 0;
const throttleBytes = 4;
const [set, remove] = [0, 1];

/**
 * Changes single settings; kafkajs's AlterConfigs takes away all that it is not told.
 * Source: https://kafka.apache.org/protocol#The_Messages_IncrementalAlterConfigs
 */
export function alterConfigsCall({
  resourceType,
  resourceName,
  values,
}: ConfigsToAlter): ProtocolCall<AlterAnswer> {
  const resource = (name: string): Buffer =>
    Buffer.concat([int8(resourceType), string(name), array(Object.entries(values), encodeConfig)]);
  return {
    request: {
      apiKey: apiKeys['IncrementalAlterConfigs'] ?? 44,
      apiVersion: version,
      apiName: 'IncrementalAlterConfigs',
      encode: () => Promise.resolve(plain(array([resourceName], resource), bool(false))),
    },
    response: {
      decode: (payload) => Promise.resolve(decode(payload)),
      parse: (decoded) => Promise.resolve(decoded as AlterAnswer),
    },
  };
}

function encodeConfig([name, value]: readonly [string, string | null]): Buffer {
  return Buffer.concat([string(name), int8(value === null ? remove : set), nullableString(value)]);
}

function decode(payload: Buffer): AlterAnswer {
  const reader = new PlainReader(payload);
  reader.skip(throttleBytes);
  const [answer] = reader.array(() => {
    const [errorCode, errorMessage] = [reader.int16(), reader.string()];
    reader.skip(1);
    reader.string();
    return { errorCode, errorMessage };
  });
  return answer ?? { errorCode: 0, errorMessage: '' };
}
