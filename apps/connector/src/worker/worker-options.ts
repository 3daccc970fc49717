import type { RawConfig } from '../config/config-def.ts';

/** What a worker is told; one class, so that it can be injected. */
export class WorkerOptions {
  /** How the others, and people, name it: `host:port`. */
  readonly workerId: string;
  /** Workers of the same group share connectors; also part of the transactional ids. */
  readonly group: string;
  readonly topics: StateTopics;
  /** Partitions of the topic of offsets; each is a slot that connectors and tasks belong to. */
  readonly slots: number;
  /** How long a worker may be silent before its work goes to others, in milliseconds. */
  readonly sessionTimeoutMs: number;
  readonly retry: RetryPauses;
  /** How often progress is written to the topic of states, at most, in milliseconds. */
  readonly statusIntervalMs: number;
  /** How long a task has to stop in good order, in milliseconds. */
  readonly stopTimeoutMs: number;
  /** How often a sink looks for topics that it is to read and that were not there, in milliseconds. */
  readonly topicIntervalMs: number;
  /** Converters of connectors that name none. */
  readonly converters: RawConfig;

  constructor(options: Partial<WorkerOptions> & Pick<WorkerOptions, 'workerId'>) {
    this.workerId = options.workerId;
    this.group = options.group ?? 'connector';
    this.topics = options.topics ?? defaultTopics;
    this.slots = options.slots ?? 25;
    this.sessionTimeoutMs = options.sessionTimeoutMs ?? 10_000;
    this.retry = options.retry ?? defaultRetryPauses;
    this.statusIntervalMs = options.statusIntervalMs ?? 5_000;
    this.stopTimeoutMs = options.stopTimeoutMs ?? 5_000;
    this.topicIntervalMs = options.topicIntervalMs ?? 10_000;
    this.converters = options.converters ?? {};
  }
}

/** Where the cluster keeps what it knows. */
export interface StateTopics {
  readonly configs: string;
  readonly offsets: string;
  readonly status: string;
}

/** How long something that failed waits before it is tried again. */
export interface RetryPauses {
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** What has worked for so long before it failed begins with the first pause again. */
  readonly resetAfterMs: number;
}

export const defaultRetryPauses: RetryPauses = {
  firstPauseMs: 1_000,
  maxPauseMs: 60_000,
  resetAfterMs: 60_000,
};

const defaultTopics: StateTopics = {
  configs: 'connect-configs',
  offsets: 'connect-offsets',
  status: 'connect-status',
};

/** The pause after the given number of failures in a row, in milliseconds. */
export function retryPauseMs({ firstPauseMs, maxPauseMs }: RetryPauses, failures: number): number {
  return Math.min(firstPauseMs * 2 ** Math.min(failures - 1, 30), maxPauseMs);
}
