import type { OutgoingRecord } from '../records.ts';
import { batchHeaderBytes, encodeRecordBatch, recordBytes } from '../wire/record-batch.ts';

/** A record on its way, and whoever waits for it. */
export interface Entry {
  readonly record: OutgoingRecord;
}

/** Where a run of records of one partition has been written. */
export interface WrittenRange {
  readonly topic: string;
  readonly partition: number;
  /** Of the first record; the others follow without a gap. */
  readonly firstOffset: bigint;
  readonly records: number;
}

export interface HeadOrigin {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly transactional: boolean;
  readonly firstSequence: number;
  readonly nowMs: number;
}

/**
 * The records of one partition that are still to be written, in order. Its head is the batch that is written next; once encoded
 * it stays the same bytes with the same sequence number until the broker has answered, so that sending it again can neither
 * double nor swallow a record.
 */
export class PartitionQueue<Item extends Entry> {
  readonly topic: string;
  readonly partition: number;
  /** `topic[partition]` */
  readonly name: string;
  private readonly maxBatchBytes: number;
  private readonly entries: Item[] = [];
  private position = 0;
  private headEntries: readonly Item[] = [];
  private headBytes: Buffer | undefined;

  constructor(place: { topic: string; partition: number }, maxBatchBytes: number) {
    this.topic = place.topic;
    this.partition = place.partition;
    this.name = `${place.topic}[${place.partition}]`;
    this.maxBatchBytes = maxBatchBytes;
  }

  add(entry: Item): void {
    this.entries.push(entry);
  }

  get isEmpty(): boolean {
    return this.position >= this.entries.length;
  }

  /** The batch to write next, at most `maxBatchBytes` unless one record alone is larger. */
  head(origin: HeadOrigin): Buffer {
    if (this.headBytes !== undefined) return this.headBytes;
    if (this.headEntries.length === 0) this.headEntries = this.nextBatch();
    this.headBytes = encodeRecordBatch(
      this.headEntries.map(({ record }) => record),
      origin,
    );
    return this.headBytes;
  }

  get headLength(): number {
    return this.headEntries.length;
  }

  /** The head is done with, written or not; what were its records? */
  shift(): readonly Item[] {
    const done = this.headEntries;
    this.position += done.length;
    this.headEntries = [];
    this.headBytes = undefined;
    return done;
  }

  /** The broker finds the head too large, and has written nothing of it: the next head is half of it. */
  halveHead(): void {
    this.headEntries = this.headEntries.slice(0, Math.ceil(this.headEntries.length / 2));
    this.headBytes = undefined;
  }

  /** Everything that is not written, the head included. */
  drain(): readonly Item[] {
    const rest = this.entries.slice(this.position);
    this.position = this.entries.length;
    this.headEntries = [];
    this.headBytes = undefined;
    return rest;
  }

  private nextBatch(): readonly Item[] {
    let bytes = batchHeaderBytes;
    let end = this.position;
    for (; end < this.entries.length; end += 1) {
      bytes += recordBytes((this.entries[end] as Item).record);
      if (bytes > this.maxBatchBytes && end > this.position) break;
    }
    return this.entries.slice(this.position, end);
  }
}
