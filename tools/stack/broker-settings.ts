import { join } from 'node:path';

const racks = ['mumbai', 'delhi', 'chennai'] as const;

export const host = '127.0.0.1';
export const brokerTimeouts = { readyTimeoutMs: 180_000, stopTimeoutMs: 20_000 };
/** No collector and no second compiler at work beside the program (docs/decisions/0031). */
export const forFewCores = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

type Settings = Readonly<Record<string, string | number>>;

interface BrokerPlace {
  readonly index: number;
  readonly brokers: number;
  readonly folder: string;
}

/** What is the same whoever keeps the cluster's metadata. */
export function brokerSettings({ index, brokers, folder }: BrokerPlace): Settings {
  const replicas = brokers === 1 ? 1 : 3;
  const inSync = brokers === 1 ? 1 : 2;
  return {
    'broker.rack': racks[index] ?? `rack-${index + 1}`,
    'log.dirs': join(folder, 'log'),
    'auto.create.topics.enable': 'false',
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 12,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 12,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    // A group that comes back after four weeks still finds where it was.
    'offsets.retention.minutes': 4 * 7 * 24 * 60,
    // Groups here have few members that start together; the default of 3 s would be waiting for nobody.
    'group.initial.rebalance.delay.ms': 100,
    // Who begins a transaction while the one before is being completed waits that long, and not for 20 ms.
    'add.partitions.to.txn.retry.backoff.ms': 2,
    'log.cleaner.dedupe.buffer.size': 32 * 1024 * 1024,
  };
}

/** A file of properties, a line each. */
export function propertiesText(settings: Settings): string {
  return `${Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n')}\n`;
}
