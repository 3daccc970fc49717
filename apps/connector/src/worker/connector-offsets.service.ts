import { Injectable } from '@nestjs/common';
import type { OutgoingRecord } from '@payments/kafka';
import type { RawConfig } from '../config/config-def.ts';
import { PluginRegistry } from '../plugin/plugin-registry.ts';
import { ClusterState } from '../state/cluster-state.service.ts';
import { configRecord } from '../state/config-records.ts';
import type { ConnectorState } from '../state/config-state.ts';
import { ConfigWriter } from '../state/config-writer.service.ts';
import { ClusterView } from './cluster-view.service.ts';
import { ConnectorExistsError, InvalidOffsetsError, NotStoppedError } from './connect-cluster.errors.ts';
import type { OffsetEntry } from './connect-cluster.views.ts';
import { OffsetEditor } from './offset-editor.service.ts';

/** The offsets of connectors, read and written by hand: only while no task can write any. */
@Injectable()
export class ConnectorOffsets {
  // oxlint-disable-next-line max-params -- they are injected
  constructor(
    private readonly state: ClusterState,
    private readonly writer: ConfigWriter,
    private readonly view: ClusterView,
    private readonly editor: OffsetEditor,
    private readonly registry: PluginRegistry,
  ) {}

  /** @throws UnknownConnectorError */
  async read(name: string): Promise<readonly OffsetEntry[]> {
    const { config } = this.view.find(name);
    return this.view.typeOf(config) === 'sink'
      ? this.editor.ofSink(name, config)
      : this.editor.ofSource(name);
  }

  /**
   * Prepares where a new connector begins. Those of a sink are its group's, and written at once; those of a source are returned, to be
   * written together with its configuration.
   *
   * @throws ConnectorExistsError, InvalidOffsetsError
   */
  async initial(
    name: string,
    config: RawConfig,
    entries: readonly OffsetEntry[],
  ): Promise<() => readonly OutgoingRecord[]> {
    if (entries.length === 0) return () => [];
    await this.view.catchUp();
    if (this.state.configs.get(name) !== undefined)
      throw new ConnectorExistsError(`Connector ${name} already exists`);
    if (this.view.typeOf(config) === 'sink') {
      await this.editor.writeSink(name, config, entries);
      return () => [];
    }
    await this.prepareSource(name, config, entries);
    return () => this.editor.sourceRecords(name, entries);
  }

  /** @throws UnknownConnectorError, NotStoppedError, InvalidOffsetsError */
  async alter(name: string, entries: readonly OffsetEntry[]): Promise<void> {
    const { config } = await this.stopped(name);
    if (entries.length === 0)
      throw new InvalidOffsetsError('Partitions / offsets need to be provided for an alter offsets request');
    if (this.view.typeOf(config) === 'sink') return this.editor.writeSink(name, config, entries);
    await this.prepareSource(name, config, entries);
    await this.writeWhileStopped(name, () => this.editor.sourceRecords(name, entries));
  }

  /** @throws UnknownConnectorError, NotStoppedError */
  async reset(name: string): Promise<void> {
    const { config } = await this.stopped(name);
    if (this.view.typeOf(config) === 'sink') return this.editor.forgetSink(name, config);
    await this.editor.shutOutTasks(name);
    await this.writeWhileStopped(name, () => this.editor.forgottenSource(name));
  }

  /** As it is for certain, not only in memory. */
  private async stopped(name: string): Promise<ConnectorState> {
    await this.view.catchUp();
    const connector = this.view.find(name);
    if (connector.targetState !== 'STOPPED') throw notStopped(name);
    return connector;
  }

  private async prepareSource(
    name: string,
    config: RawConfig,
    entries: readonly OffsetEntry[],
  ): Promise<void> {
    const plugin = this.registry.find(config['connector.class'] ?? '');
    if (plugin.type === 'source') this.editor.checkSource(plugin, entries);
    await this.editor.shutOutTasks(name);
  }

  /** The state is written once more, so that nobody can have started the connector in between. */
  private async writeWhileStopped(name: string, others: () => readonly OutgoingRecord[]): Promise<void> {
    await this.writer.write(() => {
      if (this.view.find(name).targetState !== 'STOPPED') throw notStopped(name);
      return { records: [configRecord.targetState(name, 'STOPPED')], others: others(), result: undefined };
    });
    await this.state.catchUpOffsets();
  }
}

function notStopped(name: string): Error {
  return new NotStoppedError(
    'Connectors must be in the STOPPED state before their offsets can be modified. ' +
      `This can be done for the specified connector by issuing a 'PUT' request to the '/connectors/${name}/stop' endpoint`,
  );
}
