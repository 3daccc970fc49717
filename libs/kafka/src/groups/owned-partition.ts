import type { ReceivedRecord } from '../records.ts';

/** Where a group is in a partition, as its commits say. */
export interface GroupPosition {
  /** Of the next record to read. */
  readonly offset: number;
  /** What was committed beside it, at most 4,096 bytes by the broker's default; empty if nothing. */
  readonly metadata: string;
}

/** A partition that belongs to this process until it rejects a commit. */
export interface OwnedPartition {
  readonly topic: string;
  readonly partition: number;
  /** Where to go on. */
  readonly position: GroupPosition;
  /** Resolves once the position is durable. @throws PartitionLostError if the partition is somebody else's, or may be */
  commit(position: GroupPosition): Promise<void>;
}

/** Works off one partition, and decides itself when to commit. */
export interface PartitionWriter {
  /**
   * Takes records, and resolves when it has room for more. `end` is the offset after the last of them, beyond which there may have
   * been markers of transactions only.
   */
  put(records: readonly ReceivedRecord[], end: number): Promise<void>;
  /** Rejects if something fails between two calls of `put`. */
  readonly failed: Promise<void>;
  /** Commits what can be committed soon; `close` follows. */
  flush(): Promise<void>;
  /** Gives up what is not committed. */
  close(): Promise<void>;
}

/** The group has gone on without this process, as far as this partition is concerned. */
export class PartitionLostError extends Error {
  override readonly name = 'PartitionLostError';
}
