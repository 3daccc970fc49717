import type { RawConfig } from '../config/config-def.ts';
import type { TargetState } from '../worker/connect-cluster.views.ts';

/** A record of the topic of configurations: what it changes. Undefined values take something away. */
export type ConfigChange =
  | { readonly kind: 'connector'; readonly name: string; readonly config: RawConfig | undefined }
  | {
      readonly kind: 'task';
      readonly name: string;
      readonly task: number;
      readonly config: RawConfig | undefined;
    }
  /** From here on the connector has so many tasks, with the configurations written before. */
  | { readonly kind: 'commit'; readonly name: string; readonly tasks: number | undefined }
  | { readonly kind: 'target-state'; readonly name: string; readonly state: TargetState | undefined }
  /** How many tasks may have written for the connector: so many have to be shut out before its offsets are written by hand. */
  | { readonly kind: 'task-count'; readonly name: string; readonly tasks: number | undefined }
  | { readonly kind: 'restart'; readonly name: string; readonly restart: RestartRequest }
  | { readonly kind: 'logger'; readonly name: string; readonly level: string | undefined };

export interface RestartRequest {
  readonly includeTasks: boolean;
  readonly onlyFailed: boolean;
  /** Only these tasks, and not the connector. */
  readonly tasks?: readonly number[];
}

export interface StateRecord {
  readonly key: string;
  /** Null takes the key away. */
  readonly value: string | null;
}

/** The records, in Kafka Connect's own form, so that a Connect cluster goes on with them. */
export const configRecord = {
  connector: (name: string, config: RawConfig): StateRecord =>
    record(`connector-${name}`, { properties: config }),
  task: (name: string, task: number, config: RawConfig): StateRecord =>
    record(`task-${name}-${task}`, { properties: config }),
  commit: (name: string, tasks: number): StateRecord => record(`commit-${name}`, { tasks }),
  taskCount: (name: string, tasks: number): StateRecord =>
    record(`task-count-record-${name}`, { 'task-count': tasks }),
  /** Those who know no STOPPED read the older member. */
  targetState: (name: string, state: TargetState): StateRecord =>
    record(`target-state-${name}`, { state: state === 'STOPPED' ? 'PAUSED' : state, 'state.v2': state }),
  /** `requestedAt` makes each request a record of its own kind; Kafka Connect passes over it, and over `tasks`. */
  restart: (name: string, { includeTasks, onlyFailed, tasks }: RestartRequest, requestedAt: string) =>
    record(`restart-connector-${name}`, {
      'include-tasks': includeTasks,
      'only-failed': onlyFailed,
      ...(tasks === undefined ? {} : { tasks }),
      'requested-at': requestedAt,
    }),
  logger: (name: string, level: string): StateRecord => record(`logger-cluster-${name}`, { level }),
  remove: (key: string): StateRecord => ({ key, value: null }),
};

/** What a record says; undefined if it is none of ours, or cannot be read. */
export function readConfigRecord(key: string, value: Buffer | null): ConfigChange | undefined {
  const fields = value === null ? undefined : parseObject(value);
  if (value !== null && fields === undefined) return undefined;
  for (const [prefix, read] of readers)
    if (key.startsWith(prefix)) return read(key.slice(prefix.length), fields);
  return undefined;
}

type Fields = Readonly<Record<string, unknown>> | undefined;

/** The longer one of two that begin alike comes first. */
const readers: readonly (readonly [string, (rest: string, fields: Fields) => ConfigChange | undefined])[] = [
  [
    'task-count-record-',
    (name, fields) => ({ kind: 'task-count', name, tasks: count(fields?.['task-count']) }),
  ],
  ['connector-', (name, fields) => ({ kind: 'connector', name, config: properties(fields) })],
  ['task-', readTask],
  ['commit-', (name, fields) => ({ kind: 'commit', name, tasks: count(fields?.['tasks']) })],
  ['target-state-', (name, fields) => ({ kind: 'target-state', name, state: targetState(fields) })],
  ['restart-connector-', readRestart],
  ['logger-cluster-', (name, fields) => ({ kind: 'logger', name, level: text(fields?.['level']) })],
];

function record(key: string, value: object): StateRecord {
  return { key, value: JSON.stringify(value) };
}

/** The name may have hyphens of its own: the number is what follows the last one. */
function readTask(rest: string, fields: Fields): ConfigChange | undefined {
  const hyphen = rest.lastIndexOf('-');
  const task = Number(rest.slice(hyphen + 1));
  if (hyphen < 1 || !Number.isSafeInteger(task) || task < 0) return undefined;
  return { kind: 'task', name: rest.slice(0, hyphen), task, config: properties(fields) };
}

function readRestart(name: string, fields: Fields): ConfigChange | undefined {
  if (fields === undefined) return undefined;
  const tasks = fields['tasks'];
  return {
    kind: 'restart',
    name,
    restart: {
      includeTasks: fields['include-tasks'] === true,
      onlyFailed: fields['only-failed'] === true,
      ...(Array.isArray(tasks) ? { tasks: tasks.filter(Number.isInteger) as number[] } : {}),
    },
  };
}

function targetState(fields: Fields): TargetState | undefined {
  const state = fields?.['state.v2'] ?? fields?.['state'];
  return state === 'STARTED' || state === 'PAUSED' || state === 'STOPPED' ? state : undefined;
}

function properties(fields: Fields): RawConfig | undefined {
  const found = fields?.['properties'];
  if (typeof found !== 'object' || found === null) return undefined;
  return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, String(value)]));
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function parseObject(value: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(value.toString());
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
