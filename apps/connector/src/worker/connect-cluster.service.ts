import { Injectable } from '@nestjs/common';
import type { RawConfig } from '../config/config-def.ts';
import type {
  ConnectorInfo,
  ConnectorStatus,
  CreateOptions,
  OffsetEntry,
  RestartOptions,
  TaskConfigInfo,
  TaskStatus,
} from './connect-cluster.views.ts';

/**
 * Every connector of the cluster, as seen and changed from any of its workers. What it answers comes from memory, which follows the
 * topics of the cluster; what it changes is durable when it resolves, and this worker's own answers know of it from then on.
 * Configurations are taken as they are: whoever calls has validated them. Beside the errors each method names, all may throw
 * NotReadyError, those that write ConflictError too.
 */
@Injectable()
export class ConnectCluster {
  /** Sorted. */
  names(): readonly string[] {
    throw new Error('not yet');
  }

  /** @throws UnknownConnectorError */
  info(_name: string): ConnectorInfo {
    throw new Error('not yet');
  }

  /** @throws ConnectorExistsError, InvalidOffsetsError */
  create(_name: string, _config: RawConfig, _options: CreateOptions = {}): Promise<ConnectorInfo> {
    throw new Error('not yet');
  }

  /** Takes the place of the whole configuration; `created` if there was none. */
  putConfig(_name: string, _config: RawConfig): Promise<{ info: ConnectorInfo; created: boolean }> {
    throw new Error('not yet');
  }

  /**
   * Changes some keys; null removes one. `check` is given what the configuration becomes, and may reject: it is asked before anything
   * is written, and again if somebody else has written meanwhile.
   *
   * @throws UnknownConnectorError, and whatever `check` throws
   */
  patchConfig(
    _name: string,
    _patch: Readonly<Record<string, string | null>>,
    _check?: (config: RawConfig) => Promise<void>,
  ): Promise<ConnectorInfo> {
    throw new Error('not yet');
  }

  /** Stops and forgets a connector. Its offsets stay, as in Kafka Connect. @throws UnknownConnectorError */
  remove(_name: string): Promise<void> {
    throw new Error('not yet');
  }

  /** @throws UnknownConnectorError, NoStatusError */
  status(_name: string): ConnectorStatus {
    throw new Error('not yet');
  }

  /** @throws UnknownConnectorError, NoStatusError */
  taskStatus(_name: string, _task: number): TaskStatus {
    throw new Error('not yet');
  }

  /** @throws UnknownConnectorError */
  taskConfigs(_name: string): readonly TaskConfigInfo[] {
    throw new Error('not yet');
  }

  /**
   * Starts the connector, its tasks, or what has failed of them anew. Resolves to the status in which what is started is RESTARTING.
   *
   * @throws UnknownConnectorError
   */
  restart(_name: string, _options: RestartOptions): Promise<ConnectorStatus> {
    throw new Error('not yet');
  }

  /** @throws UnknownConnectorError, UnknownTaskError */
  restartTask(_name: string, _task: number): Promise<void> {
    throw new Error('not yet');
  }

  /** Tasks stay with their workers, and do nothing. @throws UnknownConnectorError */
  pause(_name: string): Promise<void> {
    throw new Error('not yet');
  }

  /** After `pause` or `stop`. @throws UnknownConnectorError */
  resume(_name: string): Promise<void> {
    throw new Error('not yet');
  }

  /** It has no tasks any more when this resolves, and no task writes any more a moment later. @throws UnknownConnectorError */
  stop(_name: string): Promise<void> {
    throw new Error('not yet');
  }

  /** Topics it has read or written since it was made or since the last reset; sorted. @throws UnknownConnectorError */
  topics(_name: string): readonly string[] {
    throw new Error('not yet');
  }

  /** @throws UnknownConnectorError */
  resetTopics(_name: string): Promise<void> {
    throw new Error('not yet');
  }

  /** @throws UnknownConnectorError */
  offsets(_name: string): Promise<readonly OffsetEntry[]> {
    throw new Error('not yet');
  }

  /** Entries that are not named stay as they are. @throws UnknownConnectorError, NotStoppedError, InvalidOffsetsError */
  alterOffsets(_name: string, _offsets: readonly OffsetEntry[]): Promise<void> {
    throw new Error('not yet');
  }

  /** Forgets every offset. @throws UnknownConnectorError, NotStoppedError */
  resetOffsets(_name: string): Promise<void> {
    throw new Error('not yet');
  }
}
