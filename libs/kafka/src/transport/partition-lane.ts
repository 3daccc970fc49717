import type { ReceivedRecord } from '../records.ts';
import { type DecodedEvent, decodeEvent } from './decode-event.ts';
import type { HandlerRegistry } from './handler-registry.ts';
import { type BatchBounds, RecordQueue } from './record-queue.ts';
import type { RetryPolicy } from './retry-policy.ts';
import { runHandler } from './run-handler.ts';

/** What a lane needs from the consumer it is part of. */
export interface LaneContext {
  readonly registry: HandlerRegistry;
  readonly policy: RetryPolicy;
  readonly bounds: BatchBounds;
  /** Work on the same partition that was given up and has not finished. */
  readonly before: Promise<void> | undefined;
  /** Puts a record into the dead letters; resolves once it is there, however long that takes. */
  deadLetter(
    record: ReceivedRecord,
    error: unknown,
    options: { attempts: number; signal: AbortSignal },
  ): Promise<void>;
  /** Has the lane's position committed soon. */
  commit(lane: PartitionLane): void;
  /** Asks for no more records, or for more. */
  setReading(lane: PartitionLane, isReading: boolean): void;
  observe(lane: PartitionLane, outcome: LaneOutcome, error?: unknown): void;
  /** Something happened that must not: the lane has stopped for good. */
  broken(lane: PartitionLane, error: unknown): void;
}

export type LaneOutcome = 'handled' | 'skipped' | 'dead-lettered' | 'retried';

/** Read ahead this many batches; then the partition is not read until half of them are worked off. */
const maxQueuedBatches = 4;

/**
 * The records of one partition, worked off one after another while the other partitions go their own way: what is slow or has to be
 * tried again here holds up nobody else.
 */
export class PartitionLane {
  readonly topic: string;
  readonly partition: number;
  /** The offset up to which everything is done with. */
  position = -1;
  /** The offset after the last record that was handed in. */
  end = -1;
  /** The offset after the last record that the broker has, as far as is known. */
  highWatermark = 0;
  private readonly context: LaneContext;
  private readonly stopping = new AbortController();
  private readonly queue: RecordQueue;
  private isReading = true;
  private working: Promise<void> | undefined;

  constructor(place: { topic: string; partition: number }, context: LaneContext) {
    this.topic = place.topic;
    this.partition = place.partition;
    this.context = context;
    this.queue = new RecordQueue(context.bounds);
  }

  /** Takes records in. One that is older than what was taken in before is known already. */
  add(records: readonly ReceivedRecord[]): void {
    if (this.stopping.signal.aborted) return;
    for (const record of records) {
      const offset = Number(record.offset);
      if (offset < this.end) continue;
      this.queue.push(record);
      this.end = offset + 1;
    }
    if (this.isReading && this.queue.batches >= maxQueuedBatches) {
      this.isReading = false;
      this.context.setReading(this, false);
    }
    this.start();
  }

  /** Offsets before `end` that no record was handed in for hold none: markers of transactions, or records compacted away. */
  reach(end: number): void {
    if (end <= this.end || this.stopping.signal.aborted) return;
    this.end = end;
    this.start();
  }

  /** Begins nothing further, and resolves when what is under way has finished. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.working;
  }

  get isIdle(): boolean {
    return this.working === undefined;
  }

  private start(): void {
    this.working ??= this.work();
  }

  private async work(): Promise<void> {
    try {
      await this.context.before;
      while (!this.stopping.signal.aborted && this.position < this.end) {
        await this.workOff(this.queue.takeBatch());
        if (this.queue.isEmpty) this.position = this.end;
        this.commit();
        this.readOn();
      }
    } catch (error) {
      if (!this.stopping.signal.aborted) this.context.broken(this, error);
    } finally {
      this.working = undefined;
    }
  }

  private async workOff(records: readonly ReceivedRecord[]): Promise<void> {
    let run: DecodedEvent[] = [];
    for (const record of records) {
      const decoded = this.decode(record);
      if ('skipped' in decoded) continue;
      const isSameRun =
        'handler' in decoded && decoded.handler.kind === 'batch' && decoded.handler === run[0]?.handler;
      if (!isSameRun) {
        await this.handle(run);
        run = [];
      }
      if ('handler' in decoded) run.push(decoded);
      else await this.bury(record, decoded.error, 1);
    }
    await this.handle(run);
    const last = records.at(-1);
    if (last !== undefined) this.position = Number(last.offset) + 1;
  }

  private decode(
    record: ReceivedRecord,
  ): DecodedEvent | { readonly error: unknown } | { readonly skipped: true } {
    try {
      const event = decodeEvent(record, this.context.registry);
      if (event !== undefined) return event;
      this.context.observe(this, 'skipped');
      return { skipped: true };
    } catch (error) {
      return { error };
    }
  }

  private async handle(events: readonly DecodedEvent[]): Promise<void> {
    await runHandler(events, {
      policy: this.context.policy,
      signal: this.stopping.signal,
      deadLetter: ({ record }, error, attempts) => this.bury(record, error, attempts),
      retrying: (_, error) => this.context.observe(this, 'retried', error),
      handled: ({ record }) => {
        this.position = Number(record.offset) + 1;
        this.context.observe(this, 'handled');
      },
    });
    this.commit();
  }

  private async bury(record: ReceivedRecord, error: unknown, attempts: number): Promise<void> {
    await this.context.deadLetter(record, error, { attempts, signal: this.stopping.signal });
    this.position = Number(record.offset) + 1;
    this.context.observe(this, 'dead-lettered', error);
  }

  /** Whoever stops the lane commits for it, if the partition is still theirs. */
  private commit(): void {
    if (!this.stopping.signal.aborted) this.context.commit(this);
  }

  private readOn(): void {
    if (this.isReading || this.queue.batches > maxQueuedBatches / 2) return;
    this.isReading = true;
    this.context.setReading(this, true);
  }
}
