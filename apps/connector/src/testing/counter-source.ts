import { setTimeout as pause } from 'node:timers/promises';
import { type ConfigDef, intKey, stringKey } from '../config/config-def.ts';
import type { SourcePlugin } from '../plugin/plugin.ts';
import type { SourceBatch, SourceTaskContext } from '../plugin/source-task.ts';

/** A source that counts: each task up to a number, a batch at a time, and then waits. */
export class CounterSource implements SourcePlugin {
  readonly type = 'source';
  readonly name = 'Counter';
  readonly classes = ['test.CounterSourceConnector'];
  readonly version = '1.0.0';
  /** Every task that was ever made, by connector and number. */
  readonly made: string[] = [];
  /** Asked before each batch; what it throws fails the task. */
  beforeBatch: (task: string) => void | Promise<void> = () => undefined;
  /** Asked before the tasks are worked out. */
  beforeTasks: () => void | Promise<void> = () => undefined;

  configDef(): ConfigDef {
    return {
      topic: stringKey({ doc: 'Where to.' }),
      count: intKey({ doc: 'How far.' }),
      size: intKey({ doc: 'Of a batch.', default: 10 }),
      together: intKey({ doc: 'Batches that go together.', default: 1 }),
    };
  }

  async taskConfigs(
    raw: Readonly<Record<string, string>>,
    maxTasks: number,
  ): Promise<Record<string, string>[]> {
    await this.beforeTasks();
    return Array.from({ length: maxTasks }, (_, part) => ({ ...raw, part: String(part) }));
  }

  createTask(context: SourceTaskContext): { batches: () => AsyncGenerator<SourceBatch, void, undefined> } {
    const name = `${context.connector}-${context.task}`;
    this.made.push(name);
    return { batches: () => this.count(name, context) };
  }

  checkOffset(_: object, offset: Readonly<Record<string, unknown>> | null): string | undefined {
    return offset === null || Number.isInteger(offset['next']) ? undefined : 'next has to be a whole number';
  }

  private async *count(
    name: string,
    context: SourceTaskContext,
  ): AsyncGenerator<SourceBatch, void, undefined> {
    const { config, signal } = context;
    const partition = { part: Number(config['part']) };
    let next = Number(context.offset(partition)?.['next'] ?? 0);
    let batches = 0;
    while (!signal.aborted) {
      await this.beforeBatch(name);
      const end = Math.min(next + Number(config['size'] ?? 10), Number(config['count']));
      if (next < end) {
        const values = Array.from({ length: end - next }, (_, index) => `${partition.part}:${next + index}`);
        next = end;
        batches += 1;
        yield {
          hasMore: batches % Number(config['together'] ?? 1) !== 0,
          records: values.map((value) => record(config['topic'] ?? '', value)),
          offsets: [{ partition, offset: { next } }],
        };
      } else await pause(50, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** What the tasks of a counter write, in the order of each task. */
export function counted(tasks: number, count: number): string[] {
  return Array.from({ length: tasks }, (_, task) =>
    Array.from({ length: count }, (__, number) => `${task}:${number}`),
  ).flat();
}

function record(topic: string, value: string): SourceBatch['records'][number] {
  return {
    topic,
    partition: undefined,
    keySchema: undefined,
    key: null,
    valueSchema: undefined,
    value,
    headers: {},
    timestampMs: undefined,
  };
}
