import type { Clock } from '@payments/service';
import type { StateRecord } from '../state/config-records.ts';
import { statusRecord, type StoredStatus } from '../state/status-records.ts';
import type { RunState } from './connect-cluster.views.ts';
import type { JobObserver } from './supervisor.ts';
import { traceOf } from './trace.ts';

/** How far a task is, as its status shows it. */
export interface Progress {
  readonly last_record_at?: string;
  readonly lag?: number;
  readonly lag_ms?: number;
  readonly doing?: string;
}

export interface StatusReporterOptions {
  /** Of the record. */
  readonly key: string;
  readonly workerId: string;
  readonly clock: Clock;
  readonly isTask: boolean;
  generation(): number;
  version(): string | undefined;
  /** Takes secrets out of a message. */
  withoutSecrets(message: string): string;
  put(record: StateRecord): void;
  /** For the log and the metrics. */
  observe?(state: RunState, error?: unknown): void;
}

/** Says how a connector or a task is: a change of state at once, progress when `flush` is called. */
export class StatusReporter implements JobObserver {
  private readonly options: StatusReporterOptions;
  private current: RunState = 'UNASSIGNED';
  private trace: string | undefined;
  private nextRetryAt: string | undefined;
  private restarts = 0;
  private progress: Progress = {};
  private isDirty = false;

  constructor(options: StatusReporterOptions) {
    this.options = options;
  }

  /** True if it waits to be tried again, as a whole or in part. */
  get isFailed(): boolean {
    return this.current === 'FAILED';
  }

  state(state: RunState): void {
    if (state === this.current && this.trace === undefined) return;
    this.current = state;
    this.trace = undefined;
    this.nextRetryAt = undefined;
    this.write();
    this.options.observe?.(state);
  }

  failed(
    error: unknown,
    { failures, pauseMs }: { readonly failures: number; readonly pauseMs: number },
  ): void {
    const at = new Date(this.options.clock.now() + pauseMs).toISOString();
    this.restarts += 1;
    this.current = 'FAILED';
    this.nextRetryAt = at;
    this.trace = this.options.withoutSecrets(traceOf(error, { failures, at }));
    this.write();
    this.options.observe?.('FAILED', error);
  }

  /** Shown with the next `flush`. */
  note(progress: Progress): void {
    for (const [name, value] of Object.entries(progress))
      if (this.progress[name as keyof Progress] !== value) this.isDirty = true;
    this.progress = { ...this.progress, ...progress };
  }

  flush(): void {
    if (this.isDirty) this.write();
  }

  /** It is nobody's until another worker takes it. */
  released(): void {
    this.state('UNASSIGNED');
  }

  /** It is no more. */
  removed(): void {
    this.options.put({ key: this.options.key, value: null });
  }

  private write(): void {
    this.isDirty = false;
    this.options.put(statusRecord(this.options.key, this.status()));
  }

  /** What it was doing is of no interest once it does it no more. */
  private shownProgress(): Progress {
    const { doing, ...rest } = this.progress;
    return doing === undefined || this.current !== 'RUNNING' ? rest : { ...rest, doing };
  }

  private status(): StoredStatus {
    const { workerId, isTask } = this.options;
    const pluginVersion = this.options.version();
    return {
      state: this.current,
      worker_id: workerId,
      generation: this.options.generation(),
      ...(this.trace === undefined ? {} : { trace: this.trace }),
      ...(pluginVersion === undefined ? {} : { version: pluginVersion }),
      ...(isTask ? { ...this.shownProgress(), restarts: this.restarts } : {}),
      ...(this.nextRetryAt === undefined ? {} : { next_retry_at: this.nextRetryAt }),
    };
  }
}
