import { setTimeout as delay } from 'node:timers/promises';
import type { RawConfig } from '../config/config-def.ts';
import type { SourcePlugin, SourcePosition } from '../plugin/plugin.ts';
import type { SourceOffset } from '../plugin/source-task.ts';
import type { SourceRecord } from '../records/connect-record.ts';

/** What Kafka would hold: records and offsets that were committed, over as many lives of the task as it takes. */
export class SourceRun {
  readonly records: SourceRecord[] = [];
  readonly batchSizes: number[] = [];
  readonly warnings: string[] = [];
  /** What the tasks said they were doing, each time they said so. */
  readonly doings: string[] = [];
  private readonly offsets = new Map<string, SourceOffset>();

  constructor(
    private readonly plugin: SourcePlugin,
    private readonly config: RawConfig,
    private readonly maxTasks = 1,
  ) {}

  /**
   * Runs the tasks until there is enough. What a task has made and nobody has taken is lost, as when the process is killed; with `dies`
   * so is a batch that was taken and not committed.
   */
  async until(enough: () => boolean, { timeoutMs = 20_000, dies = false } = {}): Promise<void> {
    const stop = new AbortController();
    const deadline = setTimeout(() => stop.abort(), timeoutMs);
    try {
      const context = { connector: 'test', log: this.log, signal: stop.signal };
      const configs = await this.plugin.taskConfigs(this.config, this.maxTasks, context);
      await Promise.all(configs.map((config, task) => this.runTask({ config, task, stop, enough, dies })));
    } finally {
      clearTimeout(deadline);
      stop.abort();
    }
    if (!enough()) throw new Error(`Not enough after ${timeoutMs} ms: ${this.records.length} records.`);
  }

  /** Runs for a while, to see that nothing more comes. */
  async for(timeMs: number): Promise<void> {
    let isOver = false;
    void delay(timeMs).then(() => (isOver = true));
    await this.until(() => isOver, { timeoutMs: timeMs + 200 }).catch(() => undefined);
  }

  offset(partition: SourcePosition): SourcePosition | undefined {
    return this.offsets.get(nameOf(partition))?.offset ?? undefined;
  }

  setOffset(offset: SourceOffset): void {
    this.offsets.set(nameOf(offset.partition), offset);
  }

  get allOffsets(): readonly SourceOffset[] {
    return [...this.offsets.values()];
  }

  private async runTask({ config, task, stop, enough, dies }: TaskRun): Promise<void> {
    const source = this.plugin.createTask({
      connector: 'test',
      task,
      config,
      log: this.log,
      signal: stop.signal,
      offset: (partition) => this.offset(partition),
      offsets: () => this.allOffsets,
      skip: (_, error) => Promise.reject(error),
      report: ({ doing }) => {
        if (doing !== undefined) this.doings.push(doing);
      },
    });
    // A tick that looks whether there is enough even when nothing comes.
    const look = setInterval(() => enough() && stop.abort(), 20);
    try {
      for await (const batch of source.batches()) {
        if (dies && enough()) break;
        this.records.push(...batch.records);
        this.batchSizes.push(batch.records.length);
        for (const offset of batch.offsets) {
          // As through Kafka: nothing but what JSON can say comes back.
          this.setOffset(JSON.parse(JSON.stringify(offset)) as SourceOffset);
        }
        if (!dies && enough()) stop.abort();
      }
    } finally {
      clearInterval(look);
    }
  }

  private readonly log = {
    log: (): void => undefined,
    warn: (message: string): void => void this.warnings.push(message),
    error: (message: string): void => void this.warnings.push(message),
  };
}

interface TaskRun {
  readonly config: RawConfig;
  readonly task: number;
  readonly stop: AbortController;
  readonly enough: () => boolean;
  readonly dies: boolean;
}

function nameOf(partition: SourcePosition): string {
  return JSON.stringify(Object.entries(partition).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
