import { Injectable } from '@nestjs/common';
import {
  forgetGroupOffsets,
  GroupNotEmptyError,
  KafkaConnection,
  type OutgoingRecord,
  readCommittedPositions,
  setGroupOffsets,
  shutOut,
} from '@payments/kafka';
import { setTimeout as pause } from 'node:timers/promises';
import type { RawConfig } from '../config/config-def.ts';
import type { SourcePlugin } from '../plugin/plugin.ts';
import { ClusterState } from '../state/cluster-state.service.ts';
import { ConflictError, InvalidOffsetsError } from './connect-cluster.errors.ts';
import type { OffsetEntry } from './connect-cluster.views.ts';
import { readSinkOffsets, sinkOffsetEntries } from './sink-offsets.ts';
import { sinkGroup } from './sink-job.task.ts';
import { WorkerOptions } from './worker-options.ts';

/** Tasks that were told to stop may take a moment to leave their group. */
const leaveTimeoutMs = 10_000;
const leavePauseMs = 200;

/** Reads and writes the offsets of connectors by hand. Whoever calls has seen to it that no task is to run. */
@Injectable()
export class OffsetEditor {
  constructor(
    private readonly kafka: KafkaConnection,
    private readonly options: WorkerOptions,
    private readonly state: ClusterState,
  ) {}

  async ofSource(name: string): Promise<readonly OffsetEntry[]> {
    await this.state.catchUpOffsets();
    return this.state.offsets.all(name);
  }

  async ofSink(name: string, raw: RawConfig): Promise<readonly OffsetEntry[]> {
    return sinkOffsetEntries(await readCommittedPositions(this.kafka, sinkGroup(name, raw)));
  }

  /** @throws InvalidOffsetsError if the connector could not go on from there */
  checkSource(plugin: SourcePlugin, entries: readonly OffsetEntry[]): void {
    for (const { partition, offset } of entries) {
      if (typeof partition !== 'object' || partition === null)
        throw new InvalidOffsetsError('The partition of a source offset has to be an object.');
      const wrong = plugin.checkOffset?.(partition, offset);
      if (wrong !== undefined) throw new InvalidOffsetsError(wrong);
    }
  }

  /** Shuts out every task that may ever have written for the connector: none can add anything from here on. */
  async shutOutTasks(name: string): Promise<void> {
    const count = this.state.configs.taskCount(name);
    const ids = Array.from({ length: count }, (_, task) => `connect-${this.options.group}-${name}-${task}`);
    await Promise.all(ids.map((id) => shutOut(this.kafka, id)));
    await this.state.catchUpOffsets();
  }

  /** The records that make these the offsets of a source; the others stay. */
  sourceRecords(name: string, entries: readonly OffsetEntry[]): readonly OutgoingRecord[] {
    return this.state.offsets.records(this.options.topics.offsets, name, entries);
  }

  /** The records that forget every offset of a source. */
  forgottenSource(name: string): readonly OutgoingRecord[] {
    const all = this.state.offsets.all(name);
    return this.sourceRecords(
      name,
      all.map(({ partition }) => ({ partition, offset: null })),
    );
  }

  /** @throws InvalidOffsetsError, ConflictError if tasks still run */
  async writeSink(name: string, raw: RawConfig, entries: readonly OffsetEntry[]): Promise<void> {
    const group = sinkGroup(name, raw);
    const offsets = readSinkOffsets(entries);
    const positions = offsets.flatMap(({ topic, partition, offset }) =>
      offset === undefined ? [] : [{ topic, partition, offset }],
    );
    await this.whenEmpty(() => setGroupOffsets(this.kafka, group, positions));
    await this.whenEmpty(() =>
      forgetGroupOffsets(
        this.kafka,
        group,
        offsets.filter(({ offset }) => offset === undefined),
      ),
    );
  }

  /** @throws ConflictError if tasks still run */
  async forgetSink(name: string, raw: RawConfig): Promise<void> {
    const group = sinkGroup(name, raw);
    const positions = await readCommittedPositions(this.kafka, group);
    await this.whenEmpty(() => forgetGroupOffsets(this.kafka, group, positions));
  }

  private async whenEmpty(work: () => Promise<void>): Promise<void> {
    const deadline = performance.now() + leaveTimeoutMs;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof GroupNotEmptyError)) throw error;
        if (performance.now() > deadline)
          throw new ConflictError('Tasks of the connector have not stopped yet. Try again in a moment.', {
            cause: error,
          });
      }
      await pause(leavePauseMs);
    }
  }
}
