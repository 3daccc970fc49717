import { setTimeout as pause } from 'node:timers/promises';
import { atMost } from '../at-most.ts';
import type { ReceivedRecord } from '../records.ts';
import {
  type GroupPosition,
  type OwnedPartition,
  PartitionLostError,
  type PartitionWriter,
} from './owned-partition.ts';
import { memoryOf, type ReadAhead, type WaitingRecords } from './read-ahead.ts';
import type { Place } from './share-partitions.ts';

/** What a lane needs from the consumer it is part of. */
export interface WriterLaneContext {
  readonly readAhead: ReadAhead;
  /** Work on the same partition that was given up and has not finished. */
  readonly before: Promise<void> | undefined;
  /** Where to go on, once it is certain. */
  position(place: Place): Promise<GroupPosition>;
  open(partition: OwnedPartition): Promise<PartitionWriter>;
  /** Rejects with a PartitionLostError if the partition may be somebody else's. */
  commit(place: Place, position: GroupPosition): Promise<void>;
  /** Has records handed in from an offset on, or none at all. */
  readFrom(place: Place, offset: number | undefined): void;
  setReading(place: Place, isReading: boolean): void;
  /** Told that the partition is opened again after a pause; returns the pause, in milliseconds. */
  failed(place: Place, error: unknown, failures: number): number;
  opened(place: Place): void;
}

/** A writer that was given up and has not closed by then is left to itself; it cannot commit. */
const beforeTimeoutMs = 60_000;

/** The records of one partition, given to a writer in their order; when that fails, to another one from the committed position on. */
export class WriterLane implements Place {
  readonly topic: string;
  readonly partition: number;
  /** Of the last record the broker has, and one: as far as is known. */
  highWatermark = 0;
  /** Up to here a writer has taken everything. */
  position = 0;
  private readonly context: WriterLaneContext;
  private readonly stopping = new AbortController();
  private readonly queue: WaitingRecords[] = [];
  private queuedBytes = 0;
  /** The offset after what was handed in; undefined while there is no writer. */
  private end: number | undefined;
  private isReading = true;
  private isLost = false;
  private flushes = false;
  private failures = 0;
  private arrived: (() => void) | undefined;
  private readonly working: Promise<void>;

  constructor({ topic, partition }: Place, context: WriterLaneContext) {
    this.topic = topic;
    this.partition = partition;
    this.context = context;
    this.working = this.work();
  }

  /** Records that the broker has and the writer has not taken. */
  get lag(): number {
    return Math.max(0, this.highWatermark - this.position);
  }

  get isOpen(): boolean {
    return this.end !== undefined;
  }

  /** Takes records in. Those that are known already, or that nobody asked for, are dropped. */
  add(records: readonly ReceivedRecord[], end: number): void {
    const from = this.end;
    if (from === undefined || end <= from) return;
    const isNew = Number(records[0]?.offset ?? from) >= from;
    const fresh = isNew ? records : records.filter(({ offset }) => Number(offset) >= from);
    const bytes = memoryOf(fresh);
    this.queue.push({ records: fresh, end, bytes });
    this.queuedBytes += bytes;
    this.context.readAhead.add(bytes);
    this.end = end;
    this.adjustReading();
    this.arrived?.();
  }

  /** From `firstOffset` to `end` there were only markers of transactions. */
  reach(firstOffset: number, end: number): void {
    if (firstOffset === this.end) this.add([], end);
  }

  /** Reads no further if there is no room, and goes on if there is. */
  adjustReading(): void {
    if (this.end === undefined) return;
    const { readAhead } = this.context;
    const isToChange = this.isReading
      ? readAhead.isEnough(this.queuedBytes)
      : readAhead.isLittle(this.queuedBytes);
    if (!isToChange) return;
    this.isReading = !this.isReading;
    this.context.setReading(this, this.isReading);
  }

  /** Begins nothing further, commits what can be committed if `flush`, and resolves when the writer is closed. */
  async stop({ flush }: { flush: boolean }): Promise<void> {
    this.flushes = flush;
    this.stopping.abort();
    this.arrived?.();
    await this.working;
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted || this.isLost;
  }

  private async work(): Promise<void> {
    await atMost(beforeTimeoutMs, this.context.before);
    while (!this.isStopping) {
      try {
        await this.workOnce();
      } catch (error) {
        if (this.isStopping) return;
        this.failures += 1;
        const pauseMs = this.context.failed(this, error, this.failures);
        await pause(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  private async workOnce(): Promise<void> {
    const { topic, partition } = this;
    const position = await this.context.position(this);
    if (this.isStopping) return;
    const attempt = new AbortController();
    const commit = (next: GroupPosition): Promise<void> => this.commit(next, attempt.signal);
    const writer = await this.context.open({ topic, partition, position, commit });
    const failed = writer.failed.then(() => new Promise<never>(() => undefined));
    failed.catch(() => undefined);
    try {
      this.begin(position.offset);
      await Promise.race([this.handOver(writer, attempt.signal), failed]);
      if (this.flushes && !this.isLost) await writer.flush();
    } finally {
      attempt.abort();
      this.forget();
      await writer.close();
    }
  }

  private begin(offset: number): void {
    this.end = offset;
    this.position = offset;
    this.isReading = true;
    this.context.opened(this);
    if (this.isStopping) return;
    this.context.readFrom(this, offset);
    this.adjustReading();
  }

  private async handOver(writer: PartitionWriter, attempt: AbortSignal): Promise<void> {
    while (!this.isStopping && !attempt.aborted) {
      const next = this.queue[0];
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          this.arrived = resolve;
        });
        continue;
      }
      await writer.put(next.records, next.end);
      if (attempt.aborted) return;
      this.position = next.end;
      this.queue.shift();
      this.queuedBytes -= next.bytes;
      this.context.readAhead.remove(next.bytes);
      this.adjustReading();
    }
  }

  private async commit(position: GroupPosition, attempt: AbortSignal): Promise<void> {
    if (attempt.aborted || this.isLost)
      throw new PartitionLostError(`${this.topic}[${this.partition}] was opened again, or given up.`);
    try {
      await this.context.commit(this, position);
      this.failures = 0;
    } catch (error) {
      if (error instanceof PartitionLostError) {
        this.isLost = true;
        this.arrived?.();
      }
      throw error;
    }
  }

  private forget(): void {
    this.context.readFrom(this, undefined);
    this.context.readAhead.remove(this.queuedBytes);
    this.queue.length = 0;
    this.queuedBytes = 0;
    this.end = undefined;
  }
}
