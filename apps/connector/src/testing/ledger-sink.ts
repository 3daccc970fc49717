import { type ConfigDef, stringKey } from '../config/config-def.ts';
import type { SinkPlugin } from '../plugin/plugin.ts';
import type { SinkPartition, SinkTask, SinkWriter } from '../plugin/sink-task.ts';

/** A sink that writes down what it is given; what it has committed is exact. */
export class LedgerSink implements SinkPlugin {
  readonly type = 'sink';
  readonly name = 'Ledger';
  readonly classes = ['test.LedgerSinkConnector'];
  readonly version = '1.0.0';
  /** Values that were committed, by `topic[partition]`. */
  readonly committed = new Map<string, unknown[]>();
  /** How many records it was given, committed or not. */
  given = 0;
  /** Partitions as they were opened, in order. */
  readonly opened: SinkPartition[] = [];
  /** Asked before each put; what it throws fails the partition. */
  beforePut: (partition: SinkPartition) => void | Promise<void> = () => undefined;
  /** Values that cannot be written. */
  refuses: (value: unknown) => boolean = () => false;

  configDef(): ConfigDef {
    return { ledger: stringKey({ doc: 'None.', default: '' }) };
  }

  createTask(): SinkTask {
    return { open: (partition) => Promise.resolve(this.open(partition)), stop: () => Promise.resolve() };
  }

  /** Text as it is, the rest as JSON; sorted. */
  get values(): string[] {
    const all = [...this.committed.values()].flat();
    return all.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).toSorted();
  }

  private open(partition: SinkPartition): SinkWriter {
    this.opened.push(partition);
    const name = `${partition.topic}[${partition.partition}]`;
    return {
      put: async (records, end) => {
        this.given += records.length;
        await this.beforePut(partition);
        const taken: unknown[] = [];
        for (const record of records)
          if (this.refuses(record.value)) await partition.skip(record, new Error('The ledger refuses it.'));
          else taken.push(record.value);
        await partition.commit({ offset: end, metadata: `${end} of ${name}` });
        this.committed.set(name, [...(this.committed.get(name) ?? []), ...taken]);
      },
      failed: new Promise(() => undefined),
      flush: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }
}
