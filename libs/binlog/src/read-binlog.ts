import { setImmediate as turn } from 'node:timers/promises';
import type { ConnectionOptions } from 'mysql2/promise';
import { BatchBuffer, type BatchLimits } from './batch-buffer.ts';
import { BinlogFeed, type BinlogStatus } from './binlog-feed.ts';
import type { Position } from './position.ts';
import type { Operation, RowsChange, TableName } from './rows-change.ts';

export interface ReadBinlogOptions extends Partial<BatchLimits> {
  readonly connection: ConnectionOptions;
  readonly tables: readonly TableName[];
  /** Changes of other kinds are not even decoded. All, if left out. */
  readonly operations?: readonly Operation[];
  /**
   * JSON and geometry come as the bytes the server keeps them as, from which `binaryJsonText` makes text without losing anything; else
   * JSON is parsed and shapes are what is known of them.
   */
  readonly binaryForms?: boolean;
  /** Undefined: from now on. */
  readonly from?: Position | undefined;
  /** Unique among the servers and readers of the replication; drawn at random if left out. */
  readonly serverId?: number | undefined;
  /** Ends the stream; what was not taken by then is dropped. */
  readonly signal?: AbortSignal | undefined;
  /** After this long without a change an empty batch is delivered, for its position; a function is asked before each wait. */
  readonly idleMs?: number | (() => number);
  /** The server says at least this often that it is there; three times as long in silence is a dead connection. */
  readonly heartbeatMs?: number;
  /** The pause between two attempts to connect doubles up to this. */
  readonly longestRetryMs?: number;
  readonly onStatus?: (status: BinlogStatus) => void;
}

/** Changes in commit order, and where to go on after them. */
export interface BinlogBatch {
  readonly changes: readonly RowsChange[];
  /** How many rows the changes have. */
  readonly rows: number;
  /** Reading from here delivers what comes after this batch: nothing of it again, nothing left out. */
  readonly position: Position;
  /**
   * The next batch comes at once, or has the rest of the same transaction: whoever writes batches away writes them together. It is false
   * again after `maxRows` or `maxBytes`, at the end of a transaction, which is only divided if it alone has more than that.
   */
  readonly hasMore: boolean;
}

/** So few are decoded at once: what is made of them before the next ones come dies young, which costs the collector nothing. */
const batchRows = 250;
/** In the first one the socket may have had its turn before this was called. */
const quietTurnsAtEnd = 2;

const defaults = {
  operations: ['insert', 'update', 'delete'] as readonly Operation[],
  maxRows: 6_000,
  maxBytes: 8 * 1024 * 1024,
  idleMs: 10_000,
  heartbeatMs: 2_000,
  longestRetryMs: 5_000,
  onStatus: (): void => undefined,
} satisfies Partial<ReadBinlogOptions>;

type ReaderOptions = ReadBinlogOptions & Required<Pick<ReadBinlogOptions, keyof typeof defaults>>;

/**
 * Reads MySQL's binlog as a replica does. A batch has the committed changes that are there when it is asked for, at most some 250 rows,
 * `maxRows` and `maxBytes` of them, whole transactions unless one is larger; `hasMore` says whether another follows at once. What comes
 * between two batches waits in the socket, and the server if that is full: rows that are decoded before anybody asks for them outlive
 * young garbage, and each would wake the process. When the connection breaks or the server
 * restarts, it is connected to again, for as long as it takes, and reading goes on where it was.
 *
 * @throws BinlogSettingsError the server's settings or the user's rights do not allow it
 * @throws BinlogPurgedError the binlog no longer has what comes after `from`
 * @throws BinlogUnreadableError a change of a watched table is not in the binlog as whole rows
 * @example
 * for await (const { changes, position } of readBinlog({ connection, tables: [{ schema: 'shop', table: 'orders' }] })) {
 *   await store(changes, formatPosition(position));
 * }
 */
export async function* readBinlog(options: ReadBinlogOptions): AsyncGenerator<BinlogBatch, void, undefined> {
  const reader = new BinlogReader({ ...defaults, ...options });
  try {
    for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) yield batch;
  } finally {
    await reader.close();
  }
}

class BinlogReader {
  private readonly buffer: BatchBuffer;
  private readonly feed: BinlogFeed;
  private readonly running: Promise<void>;
  private failure: unknown;
  /** What was given of batches that go together. */
  private given = { rows: 0, bytes: 0 };
  /** Somebody waits for the next batch to write what was given. */
  private hasMore = false;
  private wake: () => void = () => undefined;

  constructor(private readonly options: ReaderOptions) {
    this.buffer = new BatchBuffer({ ...options, maxRows: Math.min(batchRows, options.maxRows) });
    this.feed = new BinlogFeed(options, {
      change: (change, bytes) => {
        this.buffer.add(change, bytes);
        if (this.isPlenty()) this.feed.pause();
        if (this.buffer.full) this.wake();
      },
      boundary: () => {
        this.buffer.markBoundary();
        if (this.buffer.deliverable || this.hasMore) this.wake();
      },
    });
    options.signal?.addEventListener('abort', this.abort, { once: true });
    this.running = this.feed.run().catch((error: unknown) => {
      this.failure = error;
      this.wake();
    });
  }

  /** Undefined when the stream was ended. */
  async next(): Promise<BinlogBatch | undefined> {
    this.feed.resume();
    for (;;) {
      if (this.options.signal?.aborted === true) return undefined;
      if (this.buffer.deliverable || this.isAwaited()) return await this.takeAll();
      if (this.failure !== undefined) throw this.failure;
      const woken = await this.change();
      if (!woken && this.feed.position !== undefined) return this.endGiven(this.take());
    }
  }

  async close(): Promise<void> {
    this.options.signal?.removeEventListener('abort', this.abort);
    this.feed.stop();
    await this.running;
  }

  private readonly abort = (): void => {
    this.feed.stop();
    this.wake();
  };

  /** False if nothing happened for `idleMs`. */
  private change(): Promise<boolean> {
    const { idleMs } = this.options;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), typeof idleMs === 'function' ? idleMs() : idleMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  /** Nobody takes what comes. Not as soon as there is enough for a batch: to stop reading and begin again takes longer than most batches. */
  private isPlenty(): boolean {
    const { maxRows, maxBytes } = this.options;
    return this.buffer.rows >= Math.min(2 * batchRows, maxRows) || this.buffer.bytes >= maxBytes;
  }

  /** Takes what has come by now: until turns of the event loop bring no more, there is more in the socket. */
  private async takeAll(): Promise<BinlogBatch> {
    for (let quietTurns = 0; quietTurns < quietTurnsAtEnd && !this.buffer.full;) {
      const { rows } = this.buffer;
      await turn();
      quietTurns = this.buffer.rows > rows ? 0 : quietTurns + 1;
    }
    const batch = this.take();
    if (!batch.hasMore) this.feed.pause();
    return batch;
  }

  private take(): BinlogBatch {
    const { full } = this.buffer;
    if (this.isAwaited() && !this.hasRoom(0))
      return this.endGiven({ changes: [], rows: 0, position: this.positionTaken(), hasMore: false });
    const { changes, rows, bytes } = this.buffer.take();
    const position = this.positionTaken();
    this.given.rows += rows;
    this.given.bytes += bytes;
    this.hasMore = (full || position.rows !== undefined) && this.hasRoom(position.rows ?? 0);
    const batch = { changes, rows, position, hasMore: this.hasMore };
    return this.hasMore ? batch : this.endGiven(batch);
  }

  private endGiven(batch: BinlogBatch): BinlogBatch {
    this.given = { rows: 0, bytes: 0 };
    this.hasMore = false;
    return { ...batch, hasMore: false };
  }

  /** True if the next batch is to be given at once, even an empty one; only within a transaction its rest is waited for. */
  private isAwaited(): boolean {
    return this.hasMore && this.positionTaken().rows === undefined;
  }

  /**
   * A transaction that is not divided unless it alone has too much goes with what came before it, if it ends within as much again.
   *
   * @param openRows of a transaction that was not given to its end
   */
  private hasRoom(openRows: number): boolean {
    const { rows, bytes } = this.given;
    const { maxRows, maxBytes } = this.options;
    const isBegunLate = openRows > 0 && openRows < rows;
    return Math.max(rows / maxRows, bytes / maxBytes) < (isBegunLate ? 2 : 1);
  }

  /** The feed's position, less what waits in the buffer, which is always of the transaction under way. */
  private positionTaken(): Position {
    const { rows = 0, ...position } = this.feed.position as Position;
    const delivered = rows - this.buffer.rows;
    return delivered === 0 ? position : { ...position, rows: delivered };
  }
}
