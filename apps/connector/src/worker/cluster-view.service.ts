import { Injectable } from '@nestjs/common';
import type { RawConfig } from '../config/config-def.ts';
import { PluginRegistry } from '../plugin/plugin-registry.ts';
import { ClusterState } from '../state/cluster-state.service.ts';
import type { ConnectorState } from '../state/config-state.ts';
import type { StoredStatus } from '../state/status-records.ts';
import { StatusWriter } from '../state/status-writer.service.ts';
import { NoStatusError, NotReadyError, UnknownConnectorError } from './connect-cluster.errors.ts';
import type {
  ConnectorInfo,
  ConnectorStatus,
  InstanceStatus,
  RestartOptions,
  TaskStatus,
} from './connect-cluster.views.ts';

/** With Kafka away, answers are what is known. */
const catchUpTimeoutMs = 1_000;
/** Nobody has said anything of a task yet. */
const unassigned: InstanceStatus = { state: 'UNASSIGNED', worker_id: '' };

/** What this worker knows of the cluster: connectors, and states as workers have said them. */
@Injectable()
export class ClusterView {
  constructor(
    private readonly state: ClusterState,
    private readonly writer: StatusWriter,
    private readonly registry: PluginRegistry,
  ) {}

  /** @throws NotReadyError */
  checkLoaded(): void {
    if (!this.state.isLoaded)
      throw new NotReadyError('This worker has not read the state of the cluster from Kafka yet. Try again.');
  }

  /** @throws UnknownConnectorError, NotReadyError */
  find(name: string): ConnectorState {
    this.checkLoaded();
    const found = this.state.configs.get(name);
    if (found === undefined) throw new UnknownConnectorError(`Connector ${name} not found`);
    return found;
  }

  async catchUp(): Promise<void> {
    this.checkLoaded();
    await Promise.allSettled([
      this.state.catchUpConfigs(catchUpTimeoutMs),
      this.state.catchUpStatuses(catchUpTimeoutMs),
    ]);
  }

  /** Resolves when what this worker has said is known here, or a moment later if Kafka is away. */
  async written(): Promise<void> {
    await this.writer.written(catchUpTimeoutMs);
    await this.catchUp();
  }

  typeOf(config: RawConfig): ConnectorInfo['type'] {
    try {
      return this.registry.find(config['connector.class'] ?? '').type;
    } catch {
      return 'unknown';
    }
  }

  /** @throws NoStatusError */
  connector({ name, config, tasks }: ConnectorState): ConnectorStatus {
    const status = this.state.statuses.connector(name);
    if (status === undefined) throw new NoStatusError(`No status found for connector ${name}`);
    return {
      name,
      connector: shown(status),
      tasks: [...tasks.keys()].map((id) => this.taskOf(name, id)),
      type: this.typeOf(config),
    };
  }

  /** @throws NoStatusError */
  task({ name, tasks }: ConnectorState, task: number): TaskStatus {
    if (tasks[task] === undefined) throw new NoStatusError(`No status found for task ${name}-${task}`);
    return this.taskOf(name, task);
  }

  /** The status as it will be once a restart has been heard of. @throws NoStatusError */
  restarting(connector: ConnectorState, { includeTasks, onlyFailed }: RestartOptions): ConnectorStatus {
    const status = this.connector(connector);
    const restarted = <Status extends InstanceStatus>(of: Status): Status => {
      if (onlyFailed && of.state !== 'FAILED') return of;
      const { trace: _, ...rest } = of;
      return { ...rest, state: 'RESTARTING' } as Status;
    };
    return {
      ...status,
      connector: restarted(status.connector),
      tasks: includeTasks ? status.tasks.map(restarted) : status.tasks,
    };
  }

  private taskOf(name: string, id: number): TaskStatus {
    const status = this.state.statuses.task(name, id);
    return { id, ...(status === undefined ? unassigned : shown(status)) };
  }
}

/** The generation is the workers' own business. */
function shown(stored: StoredStatus): InstanceStatus {
  const { generation: _, ...status } = stored;
  return status;
}
