import { Injectable } from '@nestjs/common';
import type { RawConfig } from '../config/config-def.ts';
import type { ConfigInfos } from '../config/config-infos.ts';
import { ConfigValidation } from '../config/config-validation.service.ts';
import { InvalidConfigError } from '../config/config.errors.ts';
import { hideSecrets, restoreSecrets, secretsOf, withoutSecrets } from '../config/secrets.ts';
import { UnknownConnectorError } from '../worker/connect-cluster.errors.ts';
import { ConnectCluster } from '../worker/connect-cluster.service.ts';
import type {
  ConnectorInfo,
  ConnectorStatus,
  InstanceStatus,
  TaskConfigInfo,
  TaskStatus,
} from '../worker/connect-cluster.views.ts';
import type { CreateRequest } from './request-body.ts';

/** Configurations on their way in, checked and with the secrets that were sent back hidden; and out, with their secrets hidden. */
@Injectable()
export class ConnectorConfigs {
  constructor(
    private readonly cluster: ConnectCluster,
    private readonly validation: ConfigValidation,
  ) {}

  async create({ name, config, initialState, initialOffsets }: CreateRequest): Promise<ConnectorInfo> {
    await this.refuseInvalid(config);
    const options = { initialState, ...(initialOffsets === undefined ? {} : { initialOffsets }) };
    return this.shownInfo(await this.cluster.create(name, config, options));
  }

  async put(name: string, sent: RawConfig): Promise<{ info: ConnectorInfo; created: boolean }> {
    const config = restoreSecrets(sent, this.stored(name), this.validation.definitionOf(sent));
    await this.refuseInvalid(config);
    const { info, created } = await this.cluster.putConfig(name, config);
    return { info: this.shownInfo(info), created };
  }

  async patch(name: string, sent: Readonly<Record<string, string | null>>): Promise<ConnectorInfo> {
    const stored = this.cluster.info(name).config;
    const removed = Object.entries(sent).filter(([, value]) => value === null);
    const set = Object.fromEntries(
      Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== null),
    );
    const restored = restoreSecrets(set, stored, this.validation.definitionOf({ ...stored, ...set }));
    const patch = { ...restored, ...Object.fromEntries(removed) };
    return this.shownInfo(
      await this.cluster.patchConfig(name, patch, (config) => this.refuseInvalid(config)),
    );
  }

  /** For a connector that there is, secrets may be hidden as in what was read of it. */
  validate(sent: RawConfig): Promise<ConfigInfos> {
    const stored = this.stored(sent['name'] ?? '');
    return this.validation.validate(restoreSecrets(sent, stored, this.validation.definitionOf(sent)));
  }

  info(name: string): ConnectorInfo {
    return this.shownInfo(this.cluster.info(name));
  }

  taskConfigs(name: string): readonly TaskConfigInfo[] {
    return this.cluster.taskConfigs(name).map(({ id, config }) => ({ id, config: this.shown(config) }));
  }

  status(name: string): ConnectorStatus {
    return this.shownStatus(this.cluster.status(name));
  }

  taskStatus(name: string, task: number): TaskStatus {
    return this.withoutSecrets(this.cluster.taskStatus(name, task), this.secrets(name));
  }

  /** A status whose traces give no secret away. */
  shownStatus(status: ConnectorStatus): ConnectorStatus {
    const secrets = this.secrets(status.name);
    return {
      ...status,
      connector: this.withoutSecrets(status.connector, secrets),
      tasks: status.tasks.map((task) => this.withoutSecrets(task, secrets)),
    };
  }

  private secrets(name: string): readonly string[] {
    const config = this.stored(name);
    return secretsOf(config, this.validation.definitionOf(config));
  }

  private withoutSecrets<Status extends InstanceStatus>(status: Status, secrets: readonly string[]): Status {
    return status.trace === undefined ? status : { ...status, trace: withoutSecrets(status.trace, secrets) };
  }

  private shownInfo(info: ConnectorInfo): ConnectorInfo {
    return { ...info, config: this.shown(info.config) };
  }

  private shown(config: RawConfig): RawConfig {
    return hideSecrets(config, this.validation.definitionOf(config));
  }

  private stored(name: string): RawConfig {
    try {
      return this.cluster.info(name).config;
    } catch (error) {
      if (error instanceof UnknownConnectorError) return {};
      throw error;
    }
  }

  private async refuseInvalid(config: RawConfig): Promise<void> {
    const infos = await this.validation.validate(config);
    if (infos.error_count > 0) throw new InvalidConfigError(infos);
  }
}
