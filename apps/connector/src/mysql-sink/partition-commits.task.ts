import type { Clock } from '@payments/service';
import type { SinkPartition } from '../plugin/sink-task.ts';

export interface PartitionCommitsOptions {
  readonly clock: Clock;
  readonly onCommitted: () => void;
  readonly onError: (error: unknown) => void;
}

/** Shorter than any session's time-out: within it, nobody else can have been given the partition. */
const maxSilenceMs = 3_000;
/** A commit costs the broker as much as a thousand records; rows that are written once more after a crash are what they were. */
const restMs = 1_000;
/** Of asking, when answers themselves take longer than that. */
const maxRounds = 3;

/** The commits of a partition: one at a time, always of the latest position, while the next batch is under way already. */
export class PartitionCommits {
  /** The offset after everything that is where it belongs. */
  reached: number;
  committed: number;
  private isOver = false;
  private error: unknown;
  private heardAtMs: number;
  private committing: Promise<void> | undefined;
  private resting: NodeJS.Timeout | undefined;
  private isHurried = false;

  constructor(
    private readonly partition: SinkPartition,
    private readonly options: PartitionCommitsOptions,
  ) {
    this.reached = this.committed = partition.position.offset;
    this.heardAtMs = options.clock.now();
  }

  /** Commits what was reached: now, or after the commit that is under way and a rest. */
  commitSoon(): void {
    if (this.committing !== undefined || this.resting !== undefined) return;
    if (this.reached === this.committed || this.error !== undefined) return;
    this.start();
  }

  /** From now on no commit waits for anything but the one before. */
  hurry(): void {
    this.isHurried = true;
    this.endRest();
    this.commitSoon();
  }

  /**
   * To be called right before anything is written: whoever stood still for long, and does not know it, would put old rows over those of
   * its successor.
   *
   * @throws whatever the commit rejects with: the partition is somebody else's, or Kafka does not answer
   */
  async confirm(): Promise<void> {
    for (let round = 1; round <= maxRounds && this.isSilent(); round += 1) {
      if (this.committing === undefined) this.start();
      await this.committing;
      if (this.error !== undefined) throw this.error;
    }
  }

  /** Resolves when no commit is under way any more. After it, none begins. */
  async end(): Promise<void> {
    this.isHurried = true;
    this.endRest();
    while (this.committing !== undefined) await this.committing;
    this.isOver = true;
  }

  private isSilent(): boolean {
    return this.options.clock.now() - this.heardAtMs >= maxSilenceMs;
  }

  private start(): void {
    this.committing = this.commit(this.reached).finally(() => {
      this.committing = undefined;
      if (!this.isHurried && !this.isOver) this.rest();
      this.options.onCommitted();
      if (!this.isOver) this.commitSoon();
    });
  }

  private rest(): void {
    this.endRest();
    this.resting = setTimeout(() => {
      this.resting = undefined;
      this.commitSoon();
    }, restMs);
  }

  private endRest(): void {
    clearTimeout(this.resting);
    this.resting = undefined;
  }

  private async commit(offset: number): Promise<void> {
    const beganAtMs = this.options.clock.now();
    try {
      await this.partition.commit({ offset, metadata: '' });
      this.committed = offset;
      this.heardAtMs = beganAtMs;
    } catch (error) {
      this.error = error;
      this.options.onError(error);
    }
  }
}
