import { ProducerFencedError } from '@payments/kafka';
import type { Clock } from '@payments/service';
import { ConfigError } from '../config/read-config.ts';
import type { RunState } from './connect-cluster.views.ts';
import { retryPauseMs, type RetryPauses } from './worker-options.ts';

/** Work that goes on until it is told to stop. */
export interface Job {
  /**
   * One attempt. Resolves soon after `signal` is aborted; rejects if it fails, and is then tried again. Whatever it holds is let go by
   * the time it settles.
   */
  run(attempt: Attempt): Promise<void>;
}

export interface Attempt {
  readonly signal: AbortSignal;
  /** Everything is in place, and the work begins. */
  readonly started: () => void;
}

/** Told of the state of a job. */
export interface JobObserver {
  state(state: RunState): void;
  failed(error: unknown, retry: { readonly failures: number; readonly pauseMs: number }): void;
}

export interface SupervisorOptions {
  readonly clock: Clock;
  readonly retry: RetryPauses;
  /** One that was shut out by another worker waits at least so long: this worker may not know yet that the job is not its own. */
  readonly fencedPauseMs: number;
  /** A job that has been told to stop and has not by then is left to itself: it can write nothing any more. */
  readonly leaveAfterMs: number;
  /** What it does instead of working, from the start. */
  readonly idle: IdleState | undefined;
}

/** A job that is not to work is the one or the other. */
export type IdleState = 'PAUSED' | 'STOPPED';

/** Keeps a job at work: starts it, starts it again after a pause when it has failed, pauses it, stops it. */
export class Supervisor {
  private readonly job: Job;
  private readonly observer: JobObserver;
  private readonly options: SupervisorOptions;
  private isStopped = false;
  private idle: IdleState | undefined;
  private failures = 0;
  private attempt = new AbortController();
  private wake = (): void => undefined;
  private readonly running: Promise<void>;

  constructor(job: Job, observer: JobObserver, options: SupervisorOptions) {
    this.job = job;
    this.observer = observer;
    this.options = options;
    this.idle = options.idle;
    this.running = this.keepRunning();
  }

  /** Begins anew at once, whatever it was doing. */
  restart(): void {
    if (this.idle !== undefined || this.isStopped) return;
    this.observer.state('RESTARTING');
    this.failures = 0;
    this.interrupt();
  }

  /** Has it work, or do nothing. */
  setIdle(idle: IdleState | undefined): void {
    if (this.idle === idle || this.isStopped) return;
    this.idle = idle;
    this.failures = 0;
    this.interrupt();
  }

  /** Resolves when the job has let go of everything. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.interrupt();
    await this.running;
  }

  private interrupt(): void {
    this.attempt.abort();
    this.wake();
  }

  private async keepRunning(): Promise<void> {
    while (!this.isStopped) {
      this.attempt = new AbortController();
      if (this.idle !== undefined) {
        this.observer.state(this.idle);
        await this.interrupted();
      } else await this.tryOnce(this.attempt.signal);
    }
  }

  private async tryOnce(signal: AbortSignal): Promise<void> {
    const { clock, retry } = this.options;
    const startedMs = clock.now();
    try {
      const started = (): void => {
        if (!signal.aborted) this.observer.state('RUNNING');
      };
      await Promise.race([this.job.run({ signal, started }), this.left(signal)]);
      // Nothing is left to do: it stays so until it is told otherwise.
      if (!signal.aborted) await this.interrupted();
    } catch (error) {
      if (signal.aborted) return;
      if (clock.now() - startedMs > retry.resetAfterMs) this.failures = 0;
      this.failures += 1;
      const pauseMs = this.pauseAfter(error);
      this.observer.failed(error, { failures: this.failures, pauseMs });
      await this.interrupted(pauseMs);
    }
  }

  /** A mistake in the configuration does not go away by itself; what it names, a server or a variable, might. */
  private pauseAfter(error: unknown): number {
    const { retry, fencedPauseMs } = this.options;
    if (error instanceof ConfigError) return retry.maxPauseMs;
    const pauseMs = retryPauseMs(retry, this.failures);
    return error instanceof ProducerFencedError ? Math.max(pauseMs, fencedPauseMs) : pauseMs;
  }

  private left(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const leave = (): unknown => setTimeout(resolve, this.options.leaveAfterMs).unref();
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  private async interrupted(timeoutMs?: number): Promise<void> {
    if (this.attempt.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.wake = resolve;
    const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, timeoutMs);
    await promise;
    clearTimeout(timer);
  }
}
