import type { ReceivedRecord } from '../records.ts';

/** Records of one fetch that wait. */
export interface WaitingRecords {
  readonly records: readonly ReceivedRecord[];
  /** The offset after the last one and what follows it unseen. */
  readonly end: number;
  readonly bytes: number;
}

export interface ReadAheadBounds {
  /** Of one partition that wait, about. */
  readonly maxPartitionBytes: number;
  /** Of all partitions together that wait, about: what one fetch brings may come on top. */
  readonly maxBytes: number;
}

export const defaultReadAheadBounds: ReadAheadBounds = {
  maxPartitionBytes: 4 * 1024 * 1024,
  maxBytes: 64 * 1024 * 1024,
};

/** How much was read and is not worked off, of all partitions of a consumer. */
export class ReadAhead {
  private readonly bounds: ReadAheadBounds;
  private readonly onRoom: () => void;
  private bytes = 0;
  private isFull = false;

  /** @param onRoom called when there is room again after there was none */
  constructor(bounds: ReadAheadBounds, onRoom: () => void) {
    this.bounds = bounds;
    this.onRoom = onRoom;
  }

  add(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes >= this.bounds.maxBytes) this.isFull = true;
  }

  remove(bytes: number): void {
    this.bytes -= bytes;
    if (!this.isFull || this.bytes > this.bounds.maxBytes / 2) return;
    this.isFull = false;
    this.onRoom();
  }

  /** True if a partition that has so many bytes waiting is to be read no further. */
  isEnough(partitionBytes: number): boolean {
    return partitionBytes >= this.bounds.maxPartitionBytes || (this.isFull && partitionBytes > 0);
  }

  /** True if it is to be read on. */
  isLittle(partitionBytes: number): boolean {
    return partitionBytes <= this.bounds.maxPartitionBytes / 2 && (!this.isFull || partitionBytes === 0);
  }
}

export function bytesOf(records: readonly ReceivedRecord[]): number {
  let bytes = 0;
  for (const { key, value } of records) bytes += (key?.length ?? 0) + (value?.length ?? 0);
  return bytes;
}
