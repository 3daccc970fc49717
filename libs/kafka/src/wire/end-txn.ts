import { apiKeys, errorOfCode, type ProtocolCall } from '../kafkajs/internals.ts';
import { bool, compactString, encoded, FlexibleReader, int16, int64, noTags } from './flexible.ts';

/** Who writes: the broker takes no batch of an older epoch. */
export interface ProducerIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** The first version of KIP-890, which ends a producer's epoch with each of its transactions. */
const version = 5;

/**
 * Ends a transaction; the answer is the identity for the next one.
 * Source: https://kafka.apache.org/protocol#The_Messages_EndTxn
 */
export function endTxnCall(
  transactionalId: string,
  { producerId, producerEpoch }: ProducerIdentity,
  isCommit: boolean,
): ProtocolCall<ProducerIdentity> {
  return {
    request: {
      apiKey: apiKeys['EndTxn'] ?? 26,
      apiVersion: version,
      apiName: 'EndTxn',
      encode: () =>
        Promise.resolve(
          encoded(
            compactString(transactionalId),
            int64(producerId),
            int16(producerEpoch),
            bool(isCommit),
            noTags,
          ),
        ),
    },
    response: {
      decode: (payload) => Promise.resolve(decode(payload)),
      parse: (decoded) => {
        const { errorCode, ...identity } = decoded as ReturnType<typeof decode>;
        return errorCode === 0 ? Promise.resolve(identity) : Promise.reject(errorOfCode(errorCode));
      },
    },
  };
}

function decode(payload: Buffer): ProducerIdentity & { readonly errorCode: number } {
  const reader = new FlexibleReader(payload);
  reader.int32();
  const errorCode = reader.int16();
  return { errorCode, producerId: reader.int64(), producerEpoch: reader.int16() };
}
