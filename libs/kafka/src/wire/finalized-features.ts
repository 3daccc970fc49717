import { apiKeys, type ProtocolCall } from '../kafkajs/internals.ts';
import { compactString, encoded, FlexibleReader, noTags } from './flexible.ts';

/** The first version that tells of features. A broker that does not know it says so, in the form of version 0. */
const version = 3;
const [softwareName, softwareVersion] = ['payments-on-kafka', '1'];
/** Of the tagged field that lists them. */
const finalizedFeaturesTag = 2;
const versionRangeBytes = 6;

/**
 * The levels of the features that the whole cluster has agreed on, by name; none if it is too old to have any.
 * Source: https://kafka.apache.org/protocol#The_Messages_ApiVersions
 */
export function finalizedFeaturesCall(): ProtocolCall<ReadonlyMap<string, number>> {
  return {
    request: {
      apiKey: apiKeys['ApiVersions'] ?? 18,
      apiVersion: version,
      apiName: 'ApiVersions',
      encode: () =>
        Promise.resolve(encoded(compactString(softwareName), compactString(softwareVersion), noTags)),
    },
    response: {
      decode: (payload) => Promise.resolve({ features: decode(payload) }),
      parse: (decoded) => Promise.resolve((decoded as { features: ReadonlyMap<string, number> }).features),
    },
  };
}

function decode(payload: Buffer): Map<string, number> {
  const features = new Map<string, number>();
  // Alone of all answers, its header has no tags in any version: whoever asks does not know yet what the broker speaks.
  const reader = new FlexibleReader(payload, { hasHeaderTags: false });
  if (reader.int16() !== 0) return features;
  reader.array(() => {
    reader.skip(versionRangeBytes);
    reader.tags();
  });
  reader.int32();
  reader.eachTag((tag) => {
    if (tag !== finalizedFeaturesTag) return;
    reader.array(() => {
      const name = reader.compactString();
      features.set(name, reader.int16());
      reader.int16();
      reader.tags();
    });
  });
  return features;
}
