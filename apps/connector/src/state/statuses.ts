import { readStatusRecord, type StatusChange, type StoredStatus } from './status-records.ts';

/** The table that the topic of states makes, record by record. */
export class Statuses {
  private readonly connectors = new Map<string, StoredStatus>();
  private readonly tasksOf = new Map<string, Map<number, StoredStatus>>();
  private readonly topicsOf = new Map<string, Set<string>>();

  /** Takes a record in. Returns what it changed; undefined if it is none of ours. */
  apply(key: string, value: Buffer | null): StatusChange | undefined {
    const change = readStatusRecord(key, value);
    if (change?.kind === 'connector') put(this.connectors, change.name, change.status);
    else if (change?.kind === 'task')
      put(entry(this.tasksOf, change.name, new Map()), change.task, change.status);
    else if (change?.isActive) entry(this.topicsOf, change.name, new Set()).add(change.topic);
    else if (change !== undefined) this.topicsOf.get(change.name)?.delete(change.topic);
    return change;
  }

  connector(name: string): StoredStatus | undefined {
    return this.connectors.get(name);
  }

  task(name: string, task: number): StoredStatus | undefined {
    return this.tasksOf.get(name)?.get(task);
  }

  /** Numbers of the tasks whose state is known, whether or not the connector still has them. */
  tasks(name: string): readonly number[] {
    return [...(this.tasksOf.get(name)?.keys() ?? [])];
  }

  /** Sorted. */
  topics(name: string): readonly string[] {
    return [...(this.topicsOf.get(name) ?? [])].toSorted();
  }
}

function entry<Value>(map: Map<string, Value>, key: string, empty: Value): Value {
  const found = map.get(key) ?? empty;
  map.set(key, found);
  return found;
}

function put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
