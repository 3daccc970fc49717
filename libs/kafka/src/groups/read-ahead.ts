import { bytesOf, type ReceivedRecord } from '../records.ts';

/** Records of one fetch that are not worked off. */
export interface WaitingRecords {
  readonly records: readonly ReceivedRecord[];
  /** The offset after the last one and what follows it unseen. */
  readonly end: number;
  readonly bytes: number;
}

export interface ReadAheadBounds {
  /** Of one partition, about. */
  readonly maxPartitionBytes: number;
  /** Of all partitions together, about: what one fetch brings may come on top. */
  readonly maxBytes: number;
}

export const defaultReadAheadBounds: ReadAheadBounds = {
  maxPartitionBytes: 16 * 1024 * 1024,
  maxBytes: 64 * 1024 * 1024,
};

/** How much was read and is not worked off, of all partitions of a consumer. */
export class ReadAhead {
  private readonly bounds: ReadAheadBounds;
  private readonly onTurn: () => void;
  private bytes = 0;
  private isFull = false;

  /** @param onTurn called when there is no room any more, and when there is again */
  constructor(bounds: ReadAheadBounds, onTurn: () => void) {
    this.bounds = bounds;
    this.onTurn = onTurn;
  }

  add(bytes: number): void {
    this.bytes += bytes;
    if (this.isFull || this.bytes < this.bounds.maxBytes) return;
    this.isFull = true;
    this.onTurn();
  }

  remove(bytes: number): void {
    this.bytes -= bytes;
    if (!this.isFull || this.bytes > this.bounds.maxBytes / 2) return;
    this.isFull = false;
    this.onTurn();
  }

  /** True if a partition of which so many bytes are not worked off is to be read no further. */
  isEnough(partitionBytes: number): boolean {
    return this.isFull || partitionBytes >= this.bounds.maxPartitionBytes;
  }

  /** True if it is to be read on. */
  isLittle(partitionBytes: number): boolean {
    return !this.isFull && partitionBytes <= this.bounds.maxPartitionBytes / 2;
  }
}

/** Objects for a record and for what a writer makes of it; small ones would otherwise fill the memory unseen. */
const recordBytes = 1_000;
/** The bytes, and the texts that are made of them. */
const copies = 2;

/** What records take in memory until they are worked off, about. */
export function memoryOf(records: readonly ReceivedRecord[]): number {
  let bytes = 0;
  for (const record of records) bytes += bytesOf(record);
  return records.length * recordBytes + bytes * copies;
}
