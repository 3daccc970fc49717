import { Injectable } from '@nestjs/common';
import { KafkaConnection, type ReceivedRecord, TopicTail } from '@payments/kafka';
import { WorkerOptions } from '../worker/worker-options.ts';
import type { ConfigChange } from './config-records.ts';
import { ConfigState } from './config-state.ts';
import { SourceOffsets } from './source-offsets.ts';
import type { StatusChange } from './status-records.ts';
import { Statuses } from './statuses.ts';

/** Told of what changes after the state has been read once. */
export interface StateListener {
  configsChanged(changes: readonly ConfigChange[]): void;
  statusesChanged(changes: readonly StatusChange[]): void;
}

/** What the cluster knows, in memory: read from its topics at start, and following them from then on. */
@Injectable()
export class ClusterState {
  readonly configs = new ConfigState();
  readonly offsets = new SourceOffsets();
  readonly statuses = new Statuses();
  private readonly tails: Readonly<Record<'configs' | 'offsets' | 'status', TopicTail>>;
  private readonly listeners = new Set<StateListener>();
  private loaded = false;

  constructor(kafka: KafkaConnection, { topics }: WorkerOptions) {
    this.tails = {
      configs: new TopicTail(kafka, topics.configs, (records) => this.takeConfigs(records)),
      offsets: new TopicTail(kafka, topics.offsets, (records) => this.takeOffsets(records)),
      status: new TopicTail(kafka, topics.status, (records) => this.takeStatuses(records)),
    };
  }

  /** Reads what there is. The topics have to exist. */
  async load(): Promise<void> {
    await Promise.all(Object.values(this.tails).map((tail) => tail.start()));
    this.loaded = true;
  }

  get isLoaded(): boolean {
    return this.loaded;
  }

  listen(listener: StateListener): void {
    this.listeners.add(listener);
  }

  /** Resolves when everything that was written before is known here. */
  async catchUpConfigs(timeoutMs?: number): Promise<void> {
    await this.tails.configs.readToEnd(timeoutMs);
  }

  async catchUpStatuses(timeoutMs?: number): Promise<void> {
    await this.tails.status.readToEnd(timeoutMs);
  }

  async catchUpOffsets(timeoutMs?: number): Promise<void> {
    await this.tails.offsets.readToEnd(timeoutMs);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.tails).map((tail) => tail.stop()));
  }

  private takeConfigs(records: readonly ReceivedRecord[]): void {
    const changes = records.map(({ key, value }) => this.configs.apply(String(key), value));
    this.tell((listener) => listener.configsChanged(changes.filter((change) => change !== undefined)));
  }

  private takeOffsets(records: readonly ReceivedRecord[]): void {
    for (const { key, value } of records) this.offsets.apply(key, value);
  }

  private takeStatuses(records: readonly ReceivedRecord[]): void {
    const changes = records.map(({ key, value }) => this.statuses.apply(String(key), value));
    this.tell((listener) => listener.statusesChanged(changes.filter((change) => change !== undefined)));
  }

  /** What is read at start is history: nobody asks for it again. */
  private tell(what: (listener: StateListener) => void): void {
    if (this.loaded) for (const listener of this.listeners) what(listener);
  }
}
