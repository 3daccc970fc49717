import { bytesOf, type ReceivedRecord } from '../records.ts';

export interface BatchBounds {
  /** Records of one batch, at most. */
  readonly maxRecords: number;
  /** Bytes of the keys and values of one batch, at most; a larger record is a batch of its own. */
  readonly maxBytes: number;
}

export const defaultBatchBounds: BatchBounds = { maxRecords: 500, maxBytes: 4 * 1024 * 1024 };

/** Records that wait to be worked off, with their size. */
export class RecordQueue {
  private readonly bounds: BatchBounds;
  private readonly records: ReceivedRecord[] = [];
  private bytes = 0;

  constructor(bounds: BatchBounds) {
    this.bounds = bounds;
  }

  push(record: ReceivedRecord): void {
    this.records.push(record);
    this.bytes += bytesOf(record);
  }

  /** How many batches wait, about. */
  get batches(): number {
    return Math.max(this.records.length / this.bounds.maxRecords, this.bytes / this.bounds.maxBytes);
  }

  get isEmpty(): boolean {
    return this.records.length === 0;
  }

  takeBatch(): readonly ReceivedRecord[] {
    let bytes = 0;
    let count = 0;
    for (const record of this.records) {
      bytes += bytesOf(record);
      if (count > 0 && (bytes > this.bounds.maxBytes || count >= this.bounds.maxRecords)) break;
      count += 1;
    }
    const batch = this.records.splice(0, count);
    for (const record of batch) this.bytes -= bytesOf(record);
    return batch;
  }
}
