import type { RawConfig } from '../config/config-def.ts';
import type { TargetState } from '../worker/connect-cluster.views.ts';
import { type ConfigChange, configRecord, readConfigRecord, type StateRecord } from './config-records.ts';

/** A connector, as the topic of configurations has it. */
export interface ConnectorState {
  readonly name: string;
  readonly config: RawConfig;
  readonly targetState: TargetState;
  /** Of each task, in order; none while they have not been worked out yet. */
  readonly tasks: readonly RawConfig[];
}

interface TaskConfigs {
  /** Written, and not yet committed. */
  readonly written: Map<number, RawConfig>;
  committed: readonly RawConfig[];
}

/** The table that the topic of configurations makes, record by record. */
export class ConfigState {
  private readonly configs = new Map<string, RawConfig>();
  private readonly targetStates = new Map<string, TargetState>();
  private readonly tasks = new Map<string, TaskConfigs>();
  private readonly taskCounts = new Map<string, number>();
  private readonly loggers = new Map<string, string>();
  /** The text of each key, so that a writer can see whether it was its own. */
  private readonly texts = new Map<string, string>();

  /** Takes a record in. Returns what it changed; undefined if it is none of ours. */
  apply(key: string, value: Buffer | null): ConfigChange | undefined {
    if (value === null) this.texts.delete(key);
    else this.texts.set(key, value.toString());
    const change = readConfigRecord(key, value);
    if (change !== undefined) this.take(change);
    return change;
  }

  names(): readonly string[] {
    return [...this.configs.keys()].toSorted();
  }

  get(name: string): ConnectorState | undefined {
    const config = this.configs.get(name);
    if (config === undefined) return undefined;
    return {
      name,
      config,
      targetState: this.targetStates.get(name) ?? 'STARTED',
      tasks: this.tasks.get(name)?.committed ?? [],
    };
  }

  /** How many tasks may ever have written for a connector of this name. */
  taskCount(name: string): number {
    return Math.max(this.taskCounts.get(name) ?? 0, this.tasks.get(name)?.committed.length ?? 0);
  }

  loggerLevels(): ReadonlyMap<string, string> {
    return this.loggers;
  }

  /** True if the records are what the topic says now. */
  holds(records: readonly StateRecord[]): boolean {
    return records.every(({ key, value }) => (this.texts.get(key) ?? null) === value);
  }

  /** Records that take away everything about a connector but how many tasks may have written for it. */
  removal(name: string): readonly StateRecord[] {
    const tasks = this.tasks.get(name);
    const numbers = new Set([...(tasks?.committed.keys() ?? []), ...(tasks?.written.keys() ?? [])]);
    const keys = [
      `connector-${name}`,
      `target-state-${name}`,
      ...[...numbers].map((task) => `task-${name}-${task}`),
      `commit-${name}`,
      `restart-connector-${name}`,
    ];
    return keys.filter((key) => this.texts.has(key)).map((key) => configRecord.remove(key));
  }

  /** Records that give a connector these tasks, and no others. */
  taskRecords(name: string, configs: readonly RawConfig[]): readonly StateRecord[] {
    const before = this.tasks.get(name)?.committed.length ?? 0;
    const superfluous = Array.from({ length: Math.max(0, before - configs.length) }, (_, index) =>
      configRecord.remove(`task-${name}-${configs.length + index}`),
    );
    const most = Math.max(this.taskCount(name), configs.length);
    return [
      ...configs.map((config, task) => configRecord.task(name, task, config)),
      configRecord.commit(name, configs.length),
      ...superfluous,
      ...(most > (this.taskCounts.get(name) ?? 0) ? [configRecord.taskCount(name, most)] : []),
    ];
  }

  private take(change: ConfigChange): void {
    switch (change.kind) {
      case 'connector':
        // A connector of the same name that comes later begins without tasks.
        if (change.config === undefined) this.tasks.delete(change.name);
        put(this.configs, change.name, change.config);
        return;
      case 'target-state':
        return put(this.targetStates, change.name, change.state);
      case 'task-count':
        return put(this.taskCounts, change.name, change.tasks);
      case 'logger':
        return put(this.loggers, change.name, change.level);
      case 'task':
        return this.takeTask(change);
      case 'commit':
        return this.commit(change.name, change.tasks ?? 0);
      case 'restart':
    }
  }

  private takeTask({ name, task, config }: ConfigChange & { kind: 'task' }): void {
    const tasks = this.tasks.get(name) ?? { written: new Map<number, RawConfig>(), committed: [] };
    this.tasks.set(name, tasks);
    if (config === undefined) tasks.written.delete(task);
    else tasks.written.set(task, config);
  }

  /** With a configuration missing, what was committed before was compacted away: the tasks are worked out anew. */
  private commit(name: string, count: number): void {
    const tasks = this.tasks.get(name) ?? { written: new Map<number, RawConfig>(), committed: [] };
    this.tasks.set(name, tasks);
    const configs = Array.from(
      { length: count },
      (_, task) => tasks.written.get(task) ?? tasks.committed[task],
    );
    tasks.committed = configs.every((config) => config !== undefined) ? configs : [];
    tasks.written.clear();
  }
}

function put<Value>(map: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
