/** `GET apiPaths.topics()`: all of them, by name. Counted at most once a second. */
export interface TopicList {
  readonly topics: readonly TopicSummary[];
  readonly countedAtMs: number;
}

export interface TopicSummary {
  readonly name: string;
  /** Kafka's own, for example `__consumer_offsets`. */
  readonly isInternal: boolean;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Partitions with fewer in-sync replicas than replicas. */
  readonly underReplicated: number;
  /** Partitions without a leader. */
  readonly offline: number;
  /** On disk, all replicas, in bytes; null: not known. */
  readonly sizeBytes: number | null;
  /** Offsets between the first and the end: records, and the markers of transactions. Null: not known. */
  readonly messages: number | null;
  /** The groups that have positions in it. */
  readonly groups: readonly { readonly group: string; readonly lag: number }[];
}

/** `GET apiPaths.topic(name)` */
export interface TopicDetail extends TopicSummary {
  readonly partitionList: readonly TopicPartition[];
  readonly config: readonly ConfigEntry[];
  readonly countedAtMs: number;
}

export interface TopicPartition {
  readonly partition: number;
  /** Null: none. */
  readonly leader: number | null;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  /** Offset of the first record, and the one after the last; null: not known. */
  readonly earliest: number | null;
  readonly latest: number | null;
  readonly sizeBytes: number | null;
}

/** A setting of a topic or broker. */
export interface ConfigEntry {
  readonly name: string;
  /** Null: secret, or without a value. */
  readonly value: string | null;
  readonly source: 'default' | 'static' | 'cluster' | 'broker' | 'topic' | 'unknown';
  readonly isDefault: boolean;
  readonly isReadOnly: boolean;
  readonly isSensitive: boolean;
  /** What it would be without the override, if it is overridden; null otherwise. */
  readonly defaultValue: string | null;
}

/** `POST apiPaths.topics()` → 201 TopicDetail; 409 `already_exists`. */
export interface TopicCreation {
  readonly name: string;
  readonly partitions: number;
  /** Left out: the cluster's default. */
  readonly replicationFactor?: number;
  readonly config?: Readonly<Record<string, string>>;
}

/** `PATCH apiPaths.topicConfig(name)` → 200 TopicDetail. `PATCH apiPaths.brokerConfig(id)` → 200 BrokerConfig. */
export interface ConfigChange {
  readonly set?: Readonly<Record<string, string>>;
  /** Names that go back to their default. */
  readonly reset?: readonly string[];
}

/**
 * `POST apiPaths.topicPartitions(name)` → 200 TopicDetail. Keys then go to other partitions than before: what counts on one partition
 * for one key must not be given more.
 */
export interface PartitionIncrease {
  /** All of them afterwards. */
  readonly count: number;
}

/**
 * `POST apiPaths.topicEmptying(name)` with a Confirmation → 200: all records up to now are deleted.
 * `DELETE apiPaths.topic(name)` with a Confirmation as body → 204.
 */
export interface EmptiedTopic {
  readonly deletedOffsets: number;
}

/** `GET apiPaths.topicContract(name)`: the events that belong into a topic; none if it has no contract. */
export interface TopicContract {
  readonly events: readonly {
    readonly type: string;
    readonly happensWhen: string;
    /** JSON Schema of the record's value. */
    readonly schema: unknown;
    /** A value that fits, to begin with. */
    readonly example: unknown;
  }[];
}
