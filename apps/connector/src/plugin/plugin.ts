import type { Log } from '@payments/kafka';
import type { ConfigDef, RawConfig } from '../config/config-def.ts';
import type { ConfigErrors } from '../config/read-config.ts';
import type { SinkTask } from './sink-task.ts';
import type { SourceTask, SourceTaskContext } from './source-task.ts';

interface Plugin {
  /** The name it goes by here, for example `MySqlSource`. */
  readonly name: string;
  /** Classes whose configurations it takes, by their full Java names. */
  readonly classes: readonly string[];
  readonly version: string;
  /** Its own keys; those that every connector has are not among them. May depend on the class that was asked for. */
  configDef(raw: RawConfig): ConfigDef;
  /**
   * What the keys say together, and what servers say to them: asked only if each key is good on its own. Each attempt to
   * connect is bounded to a few seconds, or until `signal` says so.
   */
  validate?(raw: RawConfig, signal: AbortSignal): Promise<ConfigErrors>;
}

/** Kinds of connectors from somewhere into Kafka. */
export interface SourcePlugin extends Plugin {
  readonly type: 'source';
  /**
   * Shares the work among at most `maxTasks` tasks. What it returns is each task's configuration: the connector's own, and
   * what only this task is to know.
   */
  taskConfigs(raw: RawConfig, maxTasks: number, context: ConnectorContext): Promise<readonly RawConfig[]>;
  /** Calls `changed` whenever `taskConfigs` would have another answer, until `signal`. */
  watch?(raw: RawConfig, changed: () => void, signal: AbortSignal): Promise<void>;
  createTask(context: SourceTaskContext): SourceTask;
  /** What may be written to a connector's offsets by hand; a sentence if this may not. */
  checkOffset?(partition: SourcePosition, offset: SourcePosition | null): string | undefined;
}

/** Kinds of connectors from Kafka to somewhere. Their partitions are shared among the tasks by Kafka's own group protocol. */
export interface SinkPlugin extends Plugin {
  readonly type: 'sink';
  createTask(context: SinkTaskContext): SinkTask;
}

export type ConnectorPlugin = SourcePlugin | SinkPlugin;

/** A partition or an offset of a source: what it means, the plugin knows. */
export type SourcePosition = Readonly<Record<string, unknown>>;

export interface ConnectorContext {
  readonly connector: string;
  readonly log: Log;
  /** Ends when the connector, or the task, is to stop. */
  readonly signal: AbortSignal;
}

/** What a sink's task is given. */
export interface SinkTaskContext extends ConnectorContext {
  readonly task: number;
  /** With its variables resolved. */
  readonly config: RawConfig;
}
