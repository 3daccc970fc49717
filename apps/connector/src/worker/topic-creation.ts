import type { TopicToCreate } from '@payments/kafka';
import type { RawConfig } from '../config/config-def.ts';

const prefix = 'topic.creation.';
const defaultGroup = 'default';
const ownKeys = new Set(['include', 'exclude', 'partitions', 'replication.factor']);
/** Kafka Connect's word for what the broker decides. */
const brokersChoice = -1;

/**
 * How a topic is made that a source writes to and that is missing: as the first of `topic.creation.groups` says whose patterns name it,
 * else as `topic.creation.default.*` says, else with one partition and as many replicas as there are brokers, three at the most.
 */
export function topicToCreate(raw: RawConfig, name: string): TopicToCreate {
  const groups = (raw[`${prefix}groups`] ?? '').split(',').map((group) => group.trim());
  const group = groups.find((each) => each !== '' && matches(raw, each, name)) ?? defaultGroup;
  const partitions = settingOf(raw, group, 'partitions');
  const replication = settingOf(raw, group, 'replication.factor');
  return {
    name,
    config: configOf(raw, group),
    ...(partitions === undefined ? {} : { partitions }),
    ...(replication === undefined ? {} : { replication }),
  };
}

/** Kafka Connect's default of three replicas counts only where it is said. */
export function deadLetterTopic(config: RawConfig, name: string): TopicToCreate {
  const replication = Number(config['errors.deadletterqueue.topic.replication.factor'] ?? -1);
  return { name, ...(replication > 0 ? { replication } : {}) };
}

function matches(raw: RawConfig, group: string, name: string): boolean {
  const isNamed = (key: string): boolean =>
    (raw[`${prefix}${group}.${key}`] ?? '')
      .split(',')
      .some((pattern) => pattern.trim() !== '' && new RegExp(`^(?:${pattern.trim()})$`).test(name));
  return isNamed('include') && !isNamed('exclude');
}

/** A group takes from the default what it does not say itself. */
function settingOf(raw: RawConfig, group: string, key: string): number | undefined {
  const text = raw[`${prefix}${group}.${key}`] ?? raw[`${prefix}${defaultGroup}.${key}`];
  const value = text === undefined ? brokersChoice : Number(text);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** What else is said of a group are Kafka's own names of a topic's configuration. */
function configOf(raw: RawConfig, group: string): Readonly<Record<string, string>> {
  const start = `${prefix}${group}.`;
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([key]) => key.startsWith(start) && !ownKeys.has(key.slice(start.length)))
      .map(([key, value]) => [key.slice(start.length), value]),
  );
}
