import type { RawConfig } from '../config/config-def.ts';
import type { SourcePosition } from '../plugin/plugin.ts';

/** The states of Kafka Connect; a task is never STOPPED. */
export type RunState = 'UNASSIGNED' | 'RUNNING' | 'PAUSED' | 'FAILED' | 'RESTARTING' | 'STOPPED';

/** What a connector is meant to do, as it is asked for. */
export type TargetState = 'STARTED' | 'PAUSED' | 'STOPPED';

/** How a connector may begin. */
export type InitialState = 'RUNNING' | 'PAUSED' | 'STOPPED';

export interface TaskId {
  readonly connector: string;
  readonly task: number;
}

/** `ConnectorInfo` of Kafka Connect. The configuration is as it was given: variables unresolved, secrets unmasked. */
export interface ConnectorInfo {
  readonly name: string;
  readonly config: RawConfig;
  readonly tasks: readonly TaskId[];
  readonly type: 'source' | 'sink' | 'unknown';
}

/** A task with its configuration; variables unresolved, secrets unmasked. */
export interface TaskConfigInfo {
  readonly id: TaskId;
  readonly config: RawConfig;
}

/** What a worker says of a connector or a task: Kafka Connect's members, as they stand in its answers. */
export interface InstanceStatus {
  readonly state: RunState;
  /** `host:port` of the worker. */
  readonly worker_id: string;
  /** Why it failed, and when it is tried next; absent if nothing failed. */
  readonly trace?: string;
  /** Of the plugin. */
  readonly version?: string;
}

/** A task's status. What Kafka Connect does not say comes after what it does; absent while nothing is known of it. */
export interface TaskStatus extends InstanceStatus {
  readonly id: number;
  /** When the last record passed, ISO 8601. */
  readonly last_record_at?: string;
  /** Of a sink: the records it is behind. */
  readonly lag?: number;
  /** Of a source that knows: how far behind it is. */
  readonly lag_ms?: number;
  /** In a few words. */
  readonly doing?: string;
  /** How often it has failed and was started again, since it was assigned to its worker. */
  readonly restarts?: number;
  /** When a failed task is tried again, ISO 8601. */
  readonly next_retry_at?: string;
}

/** `ConnectorStateInfo` of Kafka Connect. */
export interface ConnectorStatus {
  readonly name: string;
  readonly connector: InstanceStatus;
  readonly tasks: readonly TaskStatus[];
  readonly type: 'source' | 'sink' | 'unknown';
}

/** One entry of a connector's offsets; a null offset forgets. A sink's have Kafka Connect's `kafka_topic`, `kafka_partition`, `kafka_offset`. */
export interface OffsetEntry {
  readonly partition: SourcePosition;
  readonly offset: SourcePosition | null;
}

export interface CreateOptions {
  /** Default RUNNING. */
  readonly initialState?: InitialState;
  /** Where a new connector begins: as if written by hand before its first start. Sources and sinks, in their own forms. */
  readonly initialOffsets?: readonly OffsetEntry[];
}

export interface RestartOptions {
  readonly includeTasks: boolean;
  readonly onlyFailed: boolean;
}
