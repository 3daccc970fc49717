import type { ReceivedRecord } from '../records.ts';
import type { ProcessedBatch } from './process-batch.ts';
import type { PartitionReader } from './partition-reader.ts';
import type { Restoration } from './restoration.ts';
import type { StateStore } from './state-store.ts';

/** What a task needs from the processor it is part of. */
export interface TaskContext<State> {
  readonly reader: PartitionReader;
  /** Records of one batch, at most. */
  readonly maxBatchRecords: number;
  /** Writes a fence of this process into the changelog; what comes back takes in everything before it. */
  beginRestoration(): Promise<Restoration<State>>;
  process(batch: readonly ReceivedRecord[], store: StateStore<State>): ProcessedBatch;
  /** There is something to be taken with `nextBatch`. */
  hasWork(): void;
  /** Waits for the transaction under way, if there is one. */
  transactionUnderWay(): Promise<void>;
  /** The task threw its state away; it starts anew when the processor says so. */
  failed(error: unknown): void;
}

/** Records of one partition and what follows from them, to be written in one transaction. */
export interface TaskBatch<State> {
  readonly task: PartitionTask<State>;
  readonly partition: number;
  readonly processed: ProcessedBatch;
  readonly recordCount: number;
  /** There was more than goes into one batch. */
  readonly hasMore: boolean;
  /** Of the next record to read. */
  readonly position: number;
}

type Phase<State> =
  | { readonly name: 'idle' }
  | { readonly name: 'restoring'; readonly restoration: Restoration<State> }
  | { readonly name: 'running'; readonly store: StateStore<State> };

/** Input is read ahead up to this many batches; then the partition pauses until half of them are worked off. */
const queuedBatches = 4;

/** One partition of the input, as long as it is assigned to this process: restored first, and only then asked where to go on. */
export class PartitionTask<State> {
  private phase: Phase<State> = { name: 'idle' };
  private queue: ReceivedRecord[] = [];
  /** Offset after the last record taken in: where the input goes on if the group rebalances and this task stays. */
  private nextOffset = 0;
  /** Offset after the last record that was processed. */
  private processedOffset = 0;
  private inputPaused = true;
  private isClosed = false;

  constructor(private readonly context: TaskContext<State>) {}

  get isRunning(): boolean {
    return this.phase.name === 'running';
  }

  /** False once it has been finished: what it still has is not to be written. */
  get isOpen(): boolean {
    return !this.isClosed;
  }

  get queuedRecords(): number {
    return this.queue.length;
  }

  /** True if its position is to move on, be it only over transaction markers. */
  get isBehind(): boolean {
    return this.isRunning && this.isOpen && this.processedOffset < this.nextOffset;
  }

  /** Reads the partition's state back and goes on from the committed offset. */
  async start(): Promise<void> {
    const { reader } = this.context;
    const restoration = await this.context.beginRestoration();
    try {
      const changelogStart = await reader.changelogStart();
      if (this.isClosed) return;
      this.phase = { name: 'restoring', restoration };
      reader.readChangelog(changelogStart);
      await restoration.done;
      if (this.isClosed) return;
      const offset = await reader.committedOffset();
      if (this.isClosed) return;
      this.queue = [];
      this.nextOffset = offset;
      this.processedOffset = offset;
      this.inputPaused = false;
      this.phase = { name: 'running', store: restoration.store };
      reader.readInput(offset);
    } finally {
      restoration.end();
    }
  }

  /** Goes on where it is after the group has been joined again, with the state it has. */
  readOn(): void {
    this.context.reader.readInput(this.nextOffset);
    if (this.inputPaused) this.context.reader.pauseInput();
  }

  /** Takes records of the changelog in; they count only while the state is being restored. */
  takeChangelog(records: readonly Pick<ReceivedRecord, 'key' | 'value'>[]): void {
    if (this.phase.name === 'restoring') this.phase.restoration.take(records);
  }

  /** Takes records of the input in, to be worked off in their order. */
  takeInput(records: readonly ReceivedRecord[], nextOffset: number): void {
    if (!this.isRunning || this.isClosed) return;
    for (const record of records) if (Number(record.offset) >= this.nextOffset) this.queue.push(record);
    if (nextOffset > this.nextOffset) this.nextOffset = nextOffset;
    if (!this.inputPaused && this.queue.length >= queuedBatches * this.context.maxBatchRecords) {
      this.inputPaused = true;
      this.context.reader.pauseInput();
    }
    this.context.hasWork();
  }

  /** Takes in that from `firstOffset` to `nextOffset` there were only transaction markers, so that they do not look like lag. */
  takeMarkers(firstOffset: number, nextOffset: number): void {
    if (firstOffset === this.nextOffset) this.takeInput([], nextOffset);
  }

  /** Processes what is next; undefined if there is nothing. The state is ahead of what is committed until the batch is. */
  nextBatch(): TaskBatch<State> | undefined {
    if (!this.isBehind || this.phase.name !== 'running') return undefined;
    const { context, phase } = this;
    const batch = this.queue.splice(0, context.maxBatchRecords);
    // After the last record taken in, the position is also after the transaction markers behind it.
    const position = this.queue.length === 0 ? this.nextOffset : Number(batch.at(-1)?.offset) + 1;
    const processed = context.process(batch, phase.store);
    this.processedOffset = position;
    this.resumeIfWorkedOff();
    return {
      task: this,
      partition: context.reader.partition,
      processed,
      recordCount: batch.length,
      hasMore: this.queue.length > 0,
      position,
    };
  }

  /** After a failed transaction nobody knows what memory holds; the changelog does. */
  throwAway(error: unknown): void {
    if (!this.isRunning) return;
    this.phase = { name: 'idle' };
    this.queue = [];
    this.inputPaused = true;
    this.context.reader.pauseInput();
    if (this.isOpen) this.context.failed(error);
  }

  /** Takes nothing more, and has nothing written that is not being written. What is queued stays in the topic. */
  finish(): void {
    this.isClosed = true;
    this.queue = [];
    if (this.phase.name === 'restoring') this.phase.restoration.end();
  }

  /** Waits for the transaction under way, if there is one. */
  async close(): Promise<void> {
    this.finish();
    await this.context.transactionUnderWay();
    this.phase = { name: 'idle' };
  }

  private resumeIfWorkedOff(): void {
    if (!this.inputPaused) return;
    if (this.queue.length > (queuedBatches * this.context.maxBatchRecords) / 2) return;
    this.inputPaused = false;
    this.context.reader.resumeInput();
  }
}
