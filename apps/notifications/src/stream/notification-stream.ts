import type { NotificationView } from '../notifications/notification-view.ts';

/** Where the bytes go: the part of a response that is needed. */
export interface StreamTarget {
  readonly destroyed: boolean;
  /** False if it takes no more for now; `drain` says when it does again. */
  write(text: string): boolean;
  end(): void;
  destroy(): void;
  on(event: 'drain' | 'close' | 'error', listener: () => void): unknown;
}

interface StreamOptions {
  readonly userId: string;
  /** What has been stored before this `seq` or at it is not sent. */
  readonly after: number;
  readonly target: StreamTarget;
  readonly now: () => number;
}

/**
 * One client and how far it has read. What came before it connected and what comes later are the same to it: whatever is
 * stored after its position. While the client does not read, nothing is written and the position stays.
 */
export class NotificationStream {
  readonly userId: string;
  /** The `seq` of the last notification that was sent. */
  position: number;
  private readonly target: StreamTarget;
  private readonly now: () => number;
  private blockedSinceMs: number | undefined;

  constructor({ userId, after, target, now }: StreamOptions) {
    this.userId = userId;
    this.position = after;
    this.target = target;
    this.now = now;
    target.on('drain', () => {
      this.blockedSinceMs = undefined;
    });
  }

  get isBlocked(): boolean {
    return this.blockedSinceMs !== undefined;
  }

  /** How long the client has not read what it was sent. */
  get blockedMs(): number {
    return this.blockedSinceMs === undefined ? 0 : this.now() - this.blockedSinceMs;
  }

  /** @param reconnectMs how long the client is to wait before it connects again */
  open(reconnectMs: number): void {
    this.write(`retry: ${reconnectMs}\n\n`);
  }

  send(seq: number, notification: NotificationView): void {
    this.position = seq;
    this.write(`id: ${notification.id}\nevent: notification\ndata: ${JSON.stringify(notification)}\n\n`);
  }

  /** Shows both ends, and whatever is between them, that the connection lives. */
  heartbeat(): void {
    if (!this.isBlocked) this.write(': heartbeat\n\n');
  }

  /** Lets a client that reads have the rest; one that does not would never let the connection end. */
  end(): void {
    if (this.isBlocked) this.target.destroy();
    else this.target.end();
  }

  destroy(): void {
    this.target.destroy();
  }

  private write(text: string): void {
    if (!this.target.write(text)) this.blockedSinceMs ??= this.now();
  }
}
