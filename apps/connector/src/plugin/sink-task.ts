import type { SinkRecord } from '../records/connect-record.ts';

/** A position in a partition, as the group's offset commit keeps it: up to here everything is where it belongs. */
export interface SinkPosition {
  readonly offset: number;
  /** What the sink noted beside it, at most 4,096 bytes; empty if nothing. */
  readonly metadata: string;
}

/** A partition that was given to a task. */
export interface SinkPartition {
  readonly topic: string;
  readonly partition: number;
  /** Where to go on: the committed position, or the start of the topic. */
  readonly position: SinkPosition;
  /**
   * Resolves once the position is durable. Rejects if the partition is somebody else's by now, and then nothing of what follows
   * from the commit may be done.
   */
  commit(position: SinkPosition): Promise<void>;
  /**
   * A record that cannot be written, and never could. Resolves if the connector tolerates errors, after it was put among the dead
   * letters as the configuration says; rejects otherwise.
   */
  skip(record: SinkRecord, error: unknown): Promise<void>;
}

/**
 * Writes one partition. Its records come in order, from its position on, each once; after an error that it throws it is closed, and
 * the partition is opened again at its committed position after a pause.
 */
export interface SinkWriter {
  /**
   * Takes records, and resolves when it has room for more: whoever is slow here slows down only this partition. `end` is the offset
   * after the last of them, beyond which there may have been transaction markers only.
   */
  put(records: readonly SinkRecord[], end: number): Promise<void>;
  /**
   * Rejects if something fails between two calls of `put`, for example a rotation by the clock; otherwise resolves when the writer is
   * closed.
   */
  readonly failed: Promise<void>;
  /** Commits what can be committed soon. Called before a partition is handed on in good order, and followed by `close`. */
  flush(): Promise<void>;
  /** Gives up: what is not committed comes again, perhaps elsewhere. */
  close(): Promise<void>;
}

/** Writes to a sink. */
export interface SinkTask {
  open(partition: SinkPartition): Promise<SinkWriter>;
  /** After every writer is closed. */
  stop(): Promise<void>;
}
