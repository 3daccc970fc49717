import type { InstanceStatus, RunState } from '../worker/connect-cluster.views.ts';
import type { StateRecord } from './config-records.ts';

/** What is stored of a connector's or a task's state: Kafka Connect's members, and for tasks those of `TaskStatus`. */
export interface StoredStatus extends InstanceStatus {
  readonly generation: number;
}

/** A record of the topic of states: what it is about, and what it says. Undefined takes it away. */
export type StatusChange =
  | { readonly kind: 'connector'; readonly name: string; readonly status: StoredStatus | undefined }
  | {
      readonly kind: 'task';
      readonly name: string;
      readonly task: number;
      readonly status: StoredStatus | undefined;
    }
  | { readonly kind: 'topic'; readonly name: string; readonly topic: string; readonly isActive: boolean };

export const statusKey = {
  connector: (name: string): string => `status-connector-${name}`,
  task: (name: string, task: number): string => `status-task-${name}-${task}`,
  topic: (name: string, topic: string): string => `status-topic-${topic}${topicSeparator}${name}`,
};

/** Topics have no colons in their names; connectors may have. */
const topicSeparator = ':connector-';
const states: ReadonlySet<string> = new Set<RunState>([
  'UNASSIGNED',
  'RUNNING',
  'PAUSED',
  'FAILED',
  'RESTARTING',
  'STOPPED',
]);

/** A status in Kafka Connect's own form; it passes over the members that it does not know. */
export function statusRecord(key: string, status: StoredStatus): StateRecord {
  const { state, trace = null, worker_id, generation, version, ...rest } = status;
  return { key, value: JSON.stringify({ state, trace, worker_id, generation, version, ...rest }) };
}

/** A topic that a connector has written or read. */
export function topicRecord(name: string, topic: string, found: { task: number; atMs: number }): StateRecord {
  const value = { topic: { name: topic, connector: name, task: found.task, discoverTimestamp: found.atMs } };
  return { key: statusKey.topic(name, topic), value: JSON.stringify(value) };
}

/** What a record says; undefined if it is none of ours, or cannot be read. */
export function readStatusRecord(key: string, value: Buffer | null): StatusChange | undefined {
  if (key.startsWith('status-topic-')) return readTopic(key.slice('status-topic-'.length), value);
  const status = value === null ? undefined : readStatus(value);
  if (value !== null && status === undefined) return undefined;
  if (key.startsWith('status-connector-'))
    return { kind: 'connector', name: key.slice('status-connector-'.length), status };
  if (!key.startsWith('status-task-')) return undefined;
  const rest = key.slice('status-task-'.length);
  const hyphen = rest.lastIndexOf('-');
  const task = Number(rest.slice(hyphen + 1));
  return hyphen < 1 || !Number.isSafeInteger(task)
    ? undefined
    : { kind: 'task', name: rest.slice(0, hyphen), task, status };
}

function readTopic(rest: string, value: Buffer | null): StatusChange | undefined {
  const at = rest.indexOf(topicSeparator);
  if (at < 0) return undefined;
  const name = rest.slice(at + topicSeparator.length);
  return { kind: 'topic', name, topic: rest.slice(0, at), isActive: value !== null };
}

function readStatus(value: Buffer): StoredStatus | undefined {
  try {
    const { state, trace, worker_id, generation, version, ...rest } = JSON.parse(value.toString()) as Record<
      string,
      unknown
    >;
    if (typeof state !== 'string' || !states.has(state)) return undefined;
    return {
      state: state as RunState,
      worker_id: typeof worker_id === 'string' ? worker_id : '',
      generation: Number(generation ?? 0),
      ...(typeof trace === 'string' && trace !== '' ? { trace } : {}),
      ...(typeof version === 'string' ? { version } : {}),
      ...rest,
    };
  } catch {
    return undefined;
  }
}
