import type { Clock } from '@payments/service';
import type { SinkPartition, SinkWriter } from '../plugin/sink-task.ts';
import type { SinkRecord } from '../records/connect-record.ts';
import type { DataError } from '../records/data-error.ts';
import { addTo } from './add-to-chunk.ts';
import { Chunk } from './chunk.ts';
import type { ChunkUpload, DecidedChunk } from './chunk-upload.task.ts';
import type { CompressionSlots } from './format/compression-slots.ts';
import type { Layout } from './layout.ts';
import type { Holder, Memory } from './memory.ts';
import { decodePlan, type Plan } from './plan.ts';
import { RecordTimes } from './record-times.ts';
import type { RotationRules } from './rotation.ts';

export interface PartitionWriterOptions {
  readonly partition: SinkPartition;
  readonly rules: RotationRules;
  readonly upload: ChunkUpload;
  readonly clock: Clock;
  readonly slots: CompressionSlots;
  readonly memory: Memory;
  /** What the configuration adds to a plan. */
  readonly settings: Pick<Plan, 'content' | 'conversions'>;
  /** The layout that a plan's content asks for; the same one each time for the same content. */
  readonly layoutOf: (content: Plan['content']) => Layout;
}

const flushTimeoutMs = 5_000;
const maxTimerMs = 2 ** 31 - 1;

/**
 * Writes one partition, chunk by chunk: one grows while the one before is uploaded. How long a chunk becomes
 * may depend on anything, even on the clock, because its end is decided once, and noted beside the committed
 * offset before anything of it can be seen.
 */
export class PartitionWriter implements SinkWriter, Holder {
  readonly failed: Promise<void>;
  private readonly options: PartitionWriterOptions;
  private readonly outcome = Promise.withResolvers<void>();
  private readonly closing = new AbortController();
  private chunk: Chunk | undefined;
  private planned: Plan | undefined;
  /** Everything before it has come. */
  private reached: number;
  /** Everything before it is in a chunk that has ended. */
  private ended: number;
  private readonly times: RecordTimes;
  private uploading: Promise<void> = Promise.resolve();
  private leaving: Chunk | undefined;
  private isEnding = false;
  private turn: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private error: unknown;

  /** @throws Error if what is noted beside the position cannot be read */
  constructor(options: PartitionWriterOptions) {
    this.options = options;
    this.failed = this.outcome.promise;
    this.failed.catch(() => undefined);
    const { offset, metadata } = options.partition.position;
    this.times = new RecordTimes(options.rules.recordIntervalMs);
    this.reached = offset;
    this.ended = offset;
    this.planned = decodePlan(metadata);
    if (this.planned !== undefined) this.chunk = this.plannedChunk(this.planned);
    options.memory.add(this);
  }

  get heldBytes(): number {
    return (this.chunk?.heldBytes ?? 0) + (this.leaving?.heldBytes ?? 0);
  }

  get growingBytes(): number {
    return this.needsMore || this.isEnding ? 0 : (this.chunk?.heldBytes ?? 0);
  }

  get isLettingGo(): boolean {
    return this.isEnding || this.leaving !== undefined;
  }

  get needsMore(): boolean {
    return this.chunk?.plannedEnd !== undefined;
  }

  async put(records: readonly SinkRecord[], end: number): Promise<void> {
    await this.inTurn(async () => {
      for (const record of records) {
        // Nearly always there is nothing to wait for, and a promise for each record would take longer than the record.
        const waiting = this.take(record);
        if (waiting !== undefined) await waiting;
      }
      this.reached = Math.max(this.reached, end);
      await this.endPlanned(this.reached);
    });
    await this.options.memory.room(this);
  }

  async flush(): Promise<void> {
    // What grows comes again where the partition goes: written now, it would be small objects at each rebalance.
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, flushTimeoutMs);
    await Promise.race([this.uploading, timeout.promise]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    this.closing.abort(new Error('The partition was given up.'));
    clearTimeout(this.timer);
    this.options.memory.remove(this);
    await this.uploading;
    this.outcome.resolve();
  }

  /** Ends the chunk that grows as soon as the records under way are in it. */
  endChunk(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    const ending = this.inTurn(async () => {
      this.isEnding = false;
      if (this.chunk !== undefined && !this.needsMore && this.chunk.records > 0)
        await this.rotate(this.reached);
    });
    ending.catch((error: unknown) => this.fail(error)).finally(() => this.options.memory.freed());
  }

  private take(record: SinkRecord): Promise<void> | undefined {
    const end = this.chunk?.plannedEnd;
    if (end !== undefined && record.offset >= end)
      return this.endPlanned(record.offset).then(() => this.take(record));
    if (this.isPastInterval(record)) return this.rotate(record.offset).then(() => this.take(record));
    const chunk = this.growing();
    if (chunk.records === 0 && end === undefined) this.wakeAt();
    const error = addTo(chunk, record);
    return error === undefined ? this.afterAdding(record, chunk) : this.refuse(record, chunk, error);
  }

  private afterAdding({ offset }: SinkRecord, chunk: Chunk): Promise<void> | undefined {
    this.reached = offset + 1;
    const { rules, slots } = this.options;
    const isFull = chunk.records >= rules.maxRecords || chunk.heldBytes >= rules.maxBytes;
    if (isFull && chunk.plannedEnd === undefined) return this.rotate(this.reached);
    return slots.isFull ? slots.room() : undefined;
  }

  private async refuse(record: SinkRecord, chunk: Chunk, error: DataError): Promise<void> {
    await this.options.partition.skip(record, error);
    chunk.refuse(record);
    await this.afterAdding(record, chunk);
  }

  /** Whether the time of records, or of the wall clock if that says where they belong, has gone on far enough. */
  private isPastInterval(record: SinkRecord): boolean {
    const chunk = this.chunk;
    const { timeOf, isWallclock, directoryOf } = (chunk ?? this.growing()).layout.partitioner;
    if (timeOf === undefined || chunk?.plannedEnd !== undefined) return false;
    const nowMs = this.options.clock.now();
    if (isWallclock && chunk !== undefined && chunk.records > 0)
      return directoryOf(record, nowMs) !== directoryOf(record, chunk.clockMs);
    return this.times.isPast(() => timeOf(record, nowMs), chunk === undefined || chunk.records === 0);
  }

  private growing(): Chunk {
    this.chunk ??= new Chunk({
      // Not where it has come to: what was aborted may have come by itself, and is this chunk's to account for.
      first: this.ended,
      layout: this.options.layoutOf(this.options.settings.content),
      clockMs: this.options.clock.now(),
    });
    return this.chunk;
  }

  private plannedChunk({ end, clockMs, content }: Plan): Chunk {
    return new Chunk({
      first: this.ended,
      layout: this.options.layoutOf(content),
      clockMs,
      plannedEnd: end,
    });
  }

  /** A chunk whose end was decided by whoever had the partition before. */
  private async endPlanned(offset: number): Promise<void> {
    const end = this.chunk?.plannedEnd;
    if (end !== undefined && offset >= end) await this.rotate(end);
  }

  /** Ends the chunk, waits for the one before, and lets the next one grow. */
  private async rotate(end: number): Promise<void> {
    const { chunk, planned } = this;
    if (chunk === undefined) return;
    clearTimeout(this.timer);
    this.chunk = undefined;
    this.planned = undefined;
    this.reached = Math.max(this.reached, end);
    this.ended = end;
    await this.uploading;
    this.throwIfOver();
    const { settings, upload, partition } = this.options;
    const decided: DecidedChunk = {
      chunk,
      end,
      settings,
      isConvertedAnew: planned !== undefined && planned.conversions !== settings.conversions,
    };
    this.leaving = chunk;
    this.uploading = upload
      .run(decided, partition, this.closing.signal)
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.leaving = undefined;
        this.options.memory.freed();
      });
  }

  private wakeAt(): void {
    const { clock, rules } = this.options;
    const deadlineMs = rules.deadlineMs(clock.now());
    clearTimeout(this.timer);
    if (deadlineMs === Number.POSITIVE_INFINITY) return;
    const waitMs = Math.min(Math.max(0, deadlineMs - clock.now()), maxTimerMs);
    this.timer = setTimeout(() => this.endChunk(), waitMs);
  }

  /** Records and the clock take turns. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const before = this.turn;
    const result = (async () => {
      await before;
      this.throwIfOver();
      await work();
    })();
    this.turn = result.catch(() => undefined);
    return result;
  }

  private throwIfOver(): void {
    if (this.error !== undefined) throw this.error;
    this.closing.signal.throwIfAborted();
  }

  private fail(error: unknown): void {
    if (this.closing.signal.aborted) return;
    this.error ??= error;
    this.outcome.reject(this.error);
  }
}
