import { errorOfCode, sendTo } from '../kafkajs/internals.ts';
import { alterConfigsCall } from '../wire/alter-configs.ts';
import { anyBroker, type ClusterSession, KafkaRefusalError, requestAsIs } from './cluster-session.ts';

export interface Setting {
  readonly name: string;
  /** Null: secret, or none. */
  readonly value: string | null;
  readonly source: 'default' | 'static' | 'cluster' | 'broker' | 'topic' | 'unknown';
  readonly isReadOnly: boolean;
  readonly isSensitive: boolean;
  /** What it would be without what is set nearest to it; null if that is nothing, or if nothing is set. */
  readonly withoutOverride: string | null;
}

/** What settings are of. */
export type ConfigOwner = { readonly topic: string } | { readonly broker: number };

interface Described {
  readonly resources: readonly {
    readonly errorCode: number;
    readonly errorMessage: string | null;
    readonly configEntries: readonly {
      readonly configName: string;
      readonly configValue: string | null;
      readonly configSource: number;
      readonly readOnly: boolean;
      readonly isSensitive: boolean;
      readonly configSynonyms: readonly { readonly configValue: string | null }[];
    }[];
  }[];
}

/** Kafka's numbers. Source: https://kafka.apache.org/protocol#The_Messages_DescribeConfigs */
const [ofTopic, ofBroker] = [2, 4];
const sources: readonly Setting['source'][] = ['unknown', 'topic', 'broker', 'cluster', 'static', 'default'];

/** All settings of a topic or broker, by name. @throws KafkaRefusalError if there is no such topic */
export async function describeConfig(
  session: ClusterSession,
  owner: ConfigOwner,
): Promise<readonly Setting[]> {
  const { resources } = await session.ask(async (cluster) => {
    // Each broker knows its own settings only.
    const broker =
      'broker' in owner ? await cluster.findBroker({ nodeId: owner.broker }) : await anyBroker(cluster);
    return requestAsIs<Described>(broker, 'DescribeConfigs', {
      resources: [{ ...resourceOf(owner), configNames: [] }],
      includeSynonyms: true,
    });
  });
  const [resource] = resources;
  if (resource === undefined) return [];
  if (resource.errorCode !== 0) throw refusal(resource.errorCode, resource.errorMessage);
  return resource.configEntries
    .map(({ configName, configValue, configSource, readOnly, isSensitive, configSynonyms }) => ({
      name: configName,
      value: isSensitive ? null : configValue,
      source: sources[configSource] ?? 'unknown',
      isReadOnly: readOnly,
      isSensitive,
      withoutOverride: isSensitive ? null : (configSynonyms[1]?.configValue ?? null),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Changes the settings that are named, and no others; null goes back to the default. @throws KafkaRefusalError with Kafka's reason */
export async function alterConfig(
  session: ClusterSession,
  owner: ConfigOwner,
  values: Readonly<Record<string, string | null>>,
): Promise<void> {
  if (Object.keys(values).length === 0) return;
  const { type, name } = resourceOf(owner);
  const answer = await session.ask(async (cluster) => {
    const broker =
      'broker' in owner ? await cluster.findBroker({ nodeId: owner.broker }) : await anyBroker(cluster);
    return sendTo(broker, alterConfigsCall({ resourceType: type, resourceName: name, values }));
  });
  if (answer.errorCode !== 0) throw refusal(answer.errorCode, answer.errorMessage);
}

function resourceOf(owner: ConfigOwner): { readonly type: number; readonly name: string } {
  return 'topic' in owner
    ? { type: ofTopic, name: owner.topic }
    : { type: ofBroker, name: String(owner.broker) };
}

function refusal(errorCode: number, message: string | null): KafkaRefusalError {
  const { type, message: general } = errorOfCode(errorCode);
  return new KafkaRefusalError(type, message === null || message === '' ? general : message);
}
