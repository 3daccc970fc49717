import { Logger } from '@nestjs/common';

export interface RecurringWorkOptions {
  /** For the log. */
  readonly name: string;
  /** Pause after a round that found nothing more to do; `wake` cuts it short. */
  readonly idleMs: number;
  /** One round. True if there may be more to do at once. */
  readonly round: () => Promise<boolean>;
}

/** Pause after a round that failed. */
const failurePauseMs = 1_000;

/**
 * Does a piece of work again and again, never twice at the same time. A round that fails is logged once, not as often as it
 * fails, and done again.
 */
export class RecurringWork {
  private readonly log = new Logger('work');
  private running: Promise<void> | undefined;
  private stopping = false;
  private isWoken = false;
  private endPause: (() => void) | undefined;
  private failures = 0;

  constructor(private readonly options: RecurringWorkOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** There is something to do: begin the next round now. */
  wake(): void {
    this.isWoken = true;
    this.endPause?.();
  }

  /** Resolves when the round under way is done. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.endPause?.();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      this.isWoken = false;
      const pauseMs = await this.once();
      if (pauseMs > 0) await this.pause(pauseMs);
    }
  }

  /** @returns how long to pause after it */
  private async once(): Promise<number> {
    const { idleMs, round } = this.options;
    try {
      const more = await round();
      if (this.failures > 0)
        this.log.log(`${this.options.name} works again, after ${this.failures} failures`);
      this.failures = 0;
      return more || this.isWoken ? 0 : idleMs;
    } catch (error) {
      this.failures += 1;
      if (this.failures === 1) this.tell(error);
      return failurePauseMs;
    }
  }

  /** What the surroundings do to us has a code, and is told in a line; anything else is a mistake of ours. */
  private tell(error: unknown): void {
    const { name } = this.options;
    const { code, message } = error as { readonly code?: unknown; readonly message?: string };
    if (typeof code === 'string')
      this.log.warn(`${name} failed and is tried until it works: ${message || code}`);
    else this.log.error(`${name} failed and is tried until it works`, error);
  }

  private async pause(ms: number): Promise<void> {
    if (this.stopping) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.endPause = resolve;
    await promise;
    clearTimeout(timer);
    this.endPause = undefined;
  }
}
