import { messageOf } from '../errors.ts';
import type { Log } from '../kafkajs/log.ts';

export interface Position {
  readonly topic: string;
  readonly partition: number;
  /** Of the next record to read. */
  readonly offset: number;
}

/** Sends positions to the broker, once. */
export type SendPositions = (positions: readonly Position[]) => Promise<void>;

/**
 * A request costs the broker as much as a thousand records. A consumer that dies gets again what it worked off since the last one, and
 * changes nothing by it.
 */
const restMs = 100;

/** Commits the positions of all partitions, those that come together in one request, and one request at a time. */
export class OffsetCommitter {
  private readonly log: Log;
  private readonly pending = new Map<string, Position>();
  private send: SendPositions | undefined;
  private sending: Promise<boolean> | undefined;
  private next: Promise<boolean> | undefined;
  private isFailing = false;
  private lastMs = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  constructor(log: Log) {
    this.log = log;
  }

  /** How to reach the broker as the member of the group that this consumer is now. */
  use(send: SendPositions): void {
    this.send = send;
  }

  /** The partitions may be somebody else's now: what was not committed never will be, from here. */
  forget(): void {
    this.clearTimer();
    this.pending.clear();
    this.send = undefined;
  }

  /** The position is committed within a tenth of a second, together with others; if that fails, it goes with the next commit. */
  commitSoon(position: Position): void {
    this.add(position);
    const dueInMs = Math.max(0, this.lastMs + restMs - performance.now());
    this.timer ??= setTimeout(() => void this.flush(), dueInMs);
  }

  /** The position goes with the next commit. */
  add(position: Position): void {
    this.pending.set(`${position.topic}[${position.partition}]`, position);
  }

  /**
   * Commits what is pending, after the request under way if there is one. Resolves to true when it is committed; to false if it could not
   * be, and goes with the next commit.
   */
  flush(): Promise<boolean> {
    this.clearTimer();
    if (this.sending === undefined) {
      this.sending = this.sendPending().finally(() => {
        this.sending = undefined;
      });
      return this.sending;
    }
    this.next ??= this.sending.then(() => {
      this.next = undefined;
      return this.flush();
    });
    return this.next;
  }

  private clearTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async sendPending(): Promise<boolean> {
    // Positions that are reported in the same moment go together.
    await Promise.resolve();
    const positions = [...this.pending];
    const { send } = this;
    if (positions.length === 0) return true;
    if (send === undefined) return false;
    this.lastMs = performance.now();
    try {
      await send(positions.map(([, position]) => position));
      this.isFailing = false;
      for (const [key, position] of positions)
        if (this.pending.get(key) === position) this.pending.delete(key);
      return true;
    } catch (error) {
      if (!this.isFailing)
        this.log.warn(`Positions could not be committed, they go with the next commit: ${messageOf(error)}`);
      this.isFailing = true;
      return false;
    }
  }
}
