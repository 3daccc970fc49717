import { Injectable } from '@nestjs/common';
import { Clock } from '@payments/service';
import type { RawConfig } from '../config/config-def.ts';
import { ClusterState } from '../state/cluster-state.service.ts';
import { configRecord, type RestartRequest } from '../state/config-records.ts';
import { ConfigWriter } from '../state/config-writer.service.ts';
import { statusKey } from '../state/status-records.ts';
import { StatusWriter } from '../state/status-writer.service.ts';
import { ClusterView } from './cluster-view.service.ts';
import { ConnectorExistsError, UnknownTaskError } from './connect-cluster.errors.ts';
import { ConnectorOffsets } from './connector-offsets.service.ts';
import type {
  ConnectorInfo,
  ConnectorStatus,
  CreateOptions,
  OffsetEntry,
  RestartOptions,
  TargetState,
  TaskConfigInfo,
  TaskStatus,
} from './connect-cluster.views.ts';

const targetOf = { RUNNING: 'STARTED', PAUSED: 'PAUSED', STOPPED: 'STOPPED' } as const;

/**
 * Every connector of the cluster, as seen and changed from any of its workers. What it answers comes from memory, which follows the
 * topics of the cluster; what it changes is durable when it resolves, and this worker's own answers know of it from then on.
 * Configurations are taken as they are: whoever calls has validated them. Beside the errors each method names, all may throw
 * NotReadyError, those that write ConflictError too.
 */
@Injectable()
export class ConnectCluster {
  // oxlint-disable-next-line max-params -- they are injected
  constructor(
    private readonly state: ClusterState,
    private readonly writer: ConfigWriter,
    private readonly statusWriter: StatusWriter,
    private readonly view: ClusterView,
    private readonly connectorOffsets: ConnectorOffsets,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when this worker's answers know of everything that any worker had written before; a moment later at the latest if Kafka is
   * away. Whoever asks another worker than the one that took a change calls it first.
   */
  catchUp(): Promise<void> {
    return this.view.catchUp();
  }

  /** Sorted. */
  names(): readonly string[] {
    this.view.checkLoaded();
    return this.state.configs.names();
  }

  /** @throws UnknownConnectorError */
  info(name: string): ConnectorInfo {
    const { config, tasks } = this.view.find(name);
    return {
      name,
      config,
      tasks: tasks.map((_, task) => ({ connector: name, task })),
      type: this.view.typeOf(config),
    };
  }

  /** @throws ConnectorExistsError, InvalidOffsetsError */
  async create(name: string, config: RawConfig, options: CreateOptions = {}): Promise<ConnectorInfo> {
    this.view.checkLoaded();
    const { initialState = 'RUNNING', initialOffsets = [] } = options;
    const target = targetOf[initialState];
    const others = await this.connectorOffsets.initial(name, config, initialOffsets);
    await this.writer.write(() => {
      if (this.state.configs.get(name) !== undefined) throw exists(name);
      const records = [configRecord.targetState(name, target), configRecord.connector(name, config)];
      return { records, others: others(), result: undefined };
    });
    return this.info(name);
  }

  /** Takes the place of the whole configuration; `created` if there was none. */
  async putConfig(name: string, config: RawConfig): Promise<{ info: ConnectorInfo; created: boolean }> {
    this.view.checkLoaded();
    const created = await this.writer.write(() => ({
      records: [configRecord.connector(name, config)],
      result: this.state.configs.get(name) === undefined,
    }));
    return { info: this.info(name), created };
  }

  /**
   * Changes some keys; null removes one. `check` is given what the configuration becomes, and may reject: it is asked before anything
   * is written, and again if somebody else has written meanwhile.
   *
   * @throws UnknownConnectorError, and whatever `check` throws
   */
  async patchConfig(
    name: string,
    patch: Readonly<Record<string, string | null>>,
    check?: (config: RawConfig) => Promise<void>,
  ): Promise<ConnectorInfo> {
    await this.writer.write(async () => {
      const patched = Object.entries({ ...this.view.find(name).config, ...patch });
      const config = Object.fromEntries(
        patched.filter((entry): entry is [string, string] => entry[1] !== null),
      );
      await check?.(config);
      return { records: [configRecord.connector(name, config)], result: undefined };
    });
    return this.info(name);
  }

  /** Stops and forgets a connector. Its offsets stay, as in Kafka Connect. @throws UnknownConnectorError */
  async remove(name: string): Promise<void> {
    const { length } = await this.writer.write(() => ({
      result: this.view.find(name).tasks,
      records: this.state.configs.removal(name),
    }));
    const tasks = new Set([...this.state.statuses.tasks(name), ...Array.from({ length }, (_, task) => task)]);
    const keys = [
      statusKey.connector(name),
      ...[...tasks].map((task) => statusKey.task(name, task)),
      ...this.state.statuses.topics(name).map((topic) => statusKey.topic(name, topic)),
    ];
    for (const key of keys) this.statusWriter.put({ key, value: null });
  }

  /** @throws UnknownConnectorError, NoStatusError */
  status(name: string): ConnectorStatus {
    return this.view.connector(this.view.find(name));
  }

  /** @throws UnknownConnectorError, NoStatusError */
  taskStatus(name: string, task: number): TaskStatus {
    return this.view.task(this.view.find(name), task);
  }

  /** @throws UnknownConnectorError */
  taskConfigs(name: string): readonly TaskConfigInfo[] {
    return this.view.find(name).tasks.map((config, task) => ({ id: { connector: name, task }, config }));
  }

  /**
   * Starts the connector, its tasks, or what has failed of them anew. Resolves to the status in which what is started is RESTARTING.
   *
   * @throws UnknownConnectorError, NoStatusError
   */
  async restart(name: string, options: RestartOptions): Promise<ConnectorStatus> {
    const status = this.view.restarting(this.view.find(name), options);
    await this.requestRestart(name, options);
    return status;
  }

  /** @throws UnknownConnectorError, UnknownTaskError */
  async restartTask(name: string, task: number): Promise<void> {
    if (this.view.find(name).tasks[task] === undefined)
      throw new UnknownTaskError(`Unknown task: ${name}-${task}`);
    await this.requestRestart(name, { includeTasks: false, onlyFailed: false, tasks: [task] });
  }

  /** Tasks stay with their workers, and do nothing. @throws UnknownConnectorError */
  async pause(name: string): Promise<void> {
    await this.setTargetState(name, 'PAUSED');
  }

  /** After `pause` or `stop`. @throws UnknownConnectorError */
  async resume(name: string): Promise<void> {
    await this.setTargetState(name, 'STARTED');
  }

  /** It has no tasks any more when this resolves, and no task writes any more a moment later. @throws UnknownConnectorError */
  async stop(name: string): Promise<void> {
    await this.setTargetState(name, 'STOPPED');
  }

  /** Topics it has read or written since it was made or since the last reset; sorted. @throws UnknownConnectorError */
  topics(name: string): readonly string[] {
    this.view.find(name);
    return this.state.statuses.topics(name);
  }

  /** @throws UnknownConnectorError */
  async resetTopics(name: string): Promise<void> {
    for (const topic of this.topics(name))
      this.statusWriter.put({ key: statusKey.topic(name, topic), value: null });
    await this.view.written();
  }

  /** @throws UnknownConnectorError */
  offsets(name: string): Promise<readonly OffsetEntry[]> {
    return this.connectorOffsets.read(name);
  }

  /** Entries that are not named stay as they are. @throws UnknownConnectorError, NotStoppedError, InvalidOffsetsError */
  alterOffsets(name: string, offsets: readonly OffsetEntry[]): Promise<void> {
    return this.connectorOffsets.alter(name, offsets);
  }

  /** Forgets every offset. @throws UnknownConnectorError, NotStoppedError */
  resetOffsets(name: string): Promise<void> {
    return this.connectorOffsets.reset(name);
  }

  private async setTargetState(name: string, target: TargetState): Promise<void> {
    await this.writer.write(() => {
      const { targetState, tasks } = this.view.find(name);
      const isDone = targetState === target && (target !== 'STOPPED' || tasks.length === 0);
      const withoutTasks = target === 'STOPPED' ? this.state.configs.taskRecords(name, []) : [];
      return {
        records: isDone ? [] : [configRecord.targetState(name, target), ...withoutTasks],
        result: undefined,
      };
    });
  }

  private async requestRestart(name: string, request: RestartRequest): Promise<void> {
    await this.writer.write(() => {
      this.view.find(name);
      const requestedAt = new Date(this.clock.now()).toISOString();
      return { records: [configRecord.restart(name, request, requestedAt)], result: undefined };
    });
  }
}

function exists(name: string): Error {
  return new ConnectorExistsError(`Connector ${name} already exists`);
}
