import { type Clock, SystemClock } from '@payments/service';
import type { RawConfig } from '../config/config-def.ts';
import type { SinkTaskContext } from '../plugin/plugin.ts';
import type { SinkPartition, SinkTask, SinkWriter } from '../plugin/sink-task.ts';
import { ChunkUpload } from './chunk-upload.task.ts';
import { readContent } from './content-config.ts';
import { CompressionSlots } from './format/compression-slots.ts';
import { createLayout, type Layout } from './layout.ts';
import { Memory } from './memory.ts';
import { PartitionWriter } from './partition-writer.task.ts';
import { planSettings } from './plan.ts';
import { type RotationRules, rotationRules } from './rotation.ts';
import { putOptionsOf, readSinkConfig, storeOf } from './sink-config.ts';

const retryForMs = 120_000;
const maxLayouts = 16;
const sayAfterMs = 10_000;

/** Archives the partitions of a task. */
export class S3SinkTask implements SinkTask {
  private readonly context: SinkTaskContext;
  private readonly clock: Clock;
  private readonly store: ReturnType<typeof storeOf>;
  private readonly upload: ChunkUpload;
  private readonly rules: RotationRules;
  private readonly slots = new CompressionSlots();
  private readonly memory: Memory;
  private readonly layouts = new Map<string, Layout>();
  private readonly settings: ReturnType<typeof planSettings>;
  private saidMs = Number.NEGATIVE_INFINITY;

  /** @throws ConfigError if the configuration cannot be read */
  constructor(context: SinkTaskContext, clock: Clock = new SystemClock()) {
    this.context = context;
    this.clock = clock;
    const config = readSinkConfig(context.config);
    const { log, connector } = context;
    this.store = storeOf(config, { retryForMs, onRetry: (error) => this.sayRetry(error.message) });
    this.upload = new ChunkUpload({
      store: this.store,
      connector,
      putOptions: putOptionsOf(config),
      isTagging: config['s3.object.tagging'],
      log: (message) => log.warn(message),
    });
    this.memory = new Memory(config['task.max.bytes']);
    this.settings = planSettings(context.config);
    const { timeOf } = this.layoutOf(this.settings.content).partitioner;
    this.rules = rotationRules(config, timeOf !== undefined);
    if (timeOf === undefined && config['rotate.interval.ms'] > 0)
      log.warn('rotate.interval.ms means nothing without a partitioner by time.');
  }

  open(partition: SinkPartition): Promise<SinkWriter> {
    const { rules, upload, clock, slots, memory, settings } = this;
    const layoutOf = (content: RawConfig): Layout => this.layoutOf(content);
    return Promise.resolve(
      new PartitionWriter({ partition, rules, upload, clock, slots, memory, settings, layoutOf }),
    );
  }

  stop(): Promise<void> {
    this.store.close();
    return Promise.resolve();
  }

  /** Many requests fail at a time when a store is away. */
  private sayRetry(message: string): void {
    const nowMs = this.clock.now();
    if (nowMs - this.saidMs < sayAfterMs) return;
    this.saidMs = nowMs;
    this.context.log.warn(`${message} Trying again.`);
  }

  private layoutOf(content: RawConfig): Layout {
    const name = JSON.stringify(content);
    let layout = this.layouts.get(name);
    if (layout === undefined) {
      if (this.layouts.size >= maxLayouts) this.layouts.clear();
      const isUntouchedJson = hasUntouchedJson(this.context.config);
      layout = createLayout(readContent(content), { slots: this.slots, isUntouchedJson });
      this.layouts.set(name, layout);
    }
    return layout;
  }
}

/** True if values are JSON without schemas, and nothing changes them on their way here. */
function hasUntouchedJson(config: RawConfig): boolean {
  return (
    (config['transforms'] ?? '').trim() === '' &&
    (config['value.converter'] ?? '').endsWith('.JsonConverter') &&
    config['value.converter.schemas.enable']?.trim().toLowerCase() === 'false'
  );
}
