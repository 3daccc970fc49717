import { randomUUID } from 'node:crypto';
import type { ReceivedRecord } from '../records.ts';
import { ProducerFencedError } from '../errors.ts';
import { restAfter } from '../producer/transaction-pace.ts';
import type { TransactionalProducer } from '../producer/transactional-producer.ts';
import type { ProcessedBatch } from './process-batch.ts';
import type { PartitionReader } from './partition-reader.ts';
import { fenceRecord, isFence, StateStore } from './state-store.ts';

/** What a task needs from the processor it is part of. */
export interface TaskContext<State> {
  readonly group: string;
  readonly inputTopic: string;
  readonly changelogTopic: string;
  readonly reader: PartitionReader;
  readonly producer: TransactionalProducer;
  /** Records of one transaction, at most. */
  readonly maxBatchRecords: number;
  process(batch: readonly ReceivedRecord[], store: StateStore<State>): ProcessedBatch;
  committed(batch: ProcessedBatch, records: number, durationMs: number): void;
  /** The task threw its state away; it starts anew when the processor says so. */
  failed(error: unknown): void;
}

type Phase<State> =
  | { readonly name: 'idle' }
  | {
      readonly name: 'restoring';
      readonly token: string;
      readonly store: StateStore<State>;
      readonly done: () => void;
    }
  | { readonly name: 'running'; readonly store: StateStore<State> };

/** Input is read ahead up to this many batches; then the partition pauses until half of them are worked off. */
const queuedBatches = 4;

/**
 * One partition of the input, owned by this process until somebody else opens the producer of the same transactional id.
 * The order of `start` is what makes it exact: fence the owner before, restore, and only then ask where to go on.
 */
export class PartitionTask<State> {
  private phase: Phase<State> = { name: 'idle' };
  private queue: ReceivedRecord[] = [];
  /** Offset after the last record taken in: where the input goes on if the group rebalances and this task stays. */
  private nextOffset = 0;
  private committedOffset = 0;
  private inputPaused = true;
  private working: Promise<void> | undefined;
  private readonly finishing = new AbortController();

  constructor(private readonly context: TaskContext<State>) {}

  private get closed(): boolean {
    return this.finishing.signal.aborted;
  }

  get isRunning(): boolean {
    return this.phase.name === 'running';
  }

  /** Fences whoever had this partition, reads its state back and goes on from the committed offset. */
  async start(): Promise<void> {
    const { context } = this;
    const { reader } = context;
    const token = randomUUID();
    await context.producer.open();
    await context.producer.transact({
      records: [fenceRecord(context.changelogTopic, context.reader.partition, token)],
    });
    const changelogStart = await reader.changelogStart();
    const store = new StateStore<State>();
    if (this.closed) return;
    await new Promise<void>((done) => {
      this.phase = { name: 'restoring', token, store, done };
      reader.readChangelog(changelogStart);
    });
    const offset = await reader.committedOffset();
    if (this.closed) return;
    this.queue = [];
    this.nextOffset = offset;
    this.committedOffset = offset;
    this.inputPaused = false;
    this.phase = { name: 'running', store };
    reader.readInput(offset);
  }

  /** Goes on where it is after the group has been joined again, with the state it has. */
  readOn(): void {
    this.context.reader.readInput(this.nextOffset);
    if (this.inputPaused) this.context.reader.pauseInput();
  }

  /** Takes records of the changelog in; they count only while the state is being restored. */
  takeChangelog(records: readonly Pick<ReceivedRecord, 'key' | 'value'>[]): void {
    if (this.phase.name !== 'restoring') return;
    const { store, token, done } = this.phase;
    for (const { key, value } of records) {
      if (isFence(key, value, token)) return done();
      store.restore(key, value);
    }
  }

  /** Takes records of the input in, to be worked off in their order. */
  takeInput(records: readonly ReceivedRecord[], nextOffset: number): void {
    if (this.phase.name !== 'running' || this.closed) return;
    for (const record of records) if (Number(record.offset) >= this.nextOffset) this.queue.push(record);
    if (nextOffset > this.nextOffset) this.nextOffset = nextOffset;
    if (!this.inputPaused && this.queue.length >= queuedBatches * this.context.maxBatchRecords) {
      this.inputPaused = true;
      this.context.reader.pauseInput();
    }
    this.working ??= this.work(this.phase.store);
  }

  /** Takes in that from `firstOffset` to `nextOffset` there were only transaction markers, so that they do not look like lag. */
  takeMarkers(firstOffset: number, nextOffset: number): void {
    if (firstOffset === this.nextOffset) this.takeInput([], nextOffset);
  }

  /** Takes nothing more and begins no further transaction. What is queued stays in the topic. */
  finish(): void {
    this.finishing.abort();
    this.queue = [];
    if (this.phase.name === 'restoring') this.phase.done();
  }

  /** Waits for the transaction under way, if there is one. */
  async close(): Promise<void> {
    this.finish();
    await this.working;
    this.phase = { name: 'idle' };
    await this.context.producer.close();
  }

  private async work(store: StateStore<State>): Promise<void> {
    const { context } = this;
    try {
      while (!this.closed && this.committedOffset < this.nextOffset) {
        const batch = this.queue.splice(0, context.maxBatchRecords);
        const position = this.positionAfter(batch);
        const startedMs = performance.now();
        const processed = context.process(batch, store);
        await context.producer.transact({
          records: processed.records,
          offsets: { group: context.group, positions: [{ ...this.place, offset: String(position) }] },
        });
        this.committedOffset = position;
        const durationMs = performance.now() - startedMs;
        context.committed(processed, batch.length, durationMs);
        this.resumeIfWorkedOff();
        if (this.queue.length < context.maxBatchRecords)
          await restAfter({ durationMs, records: batch.length }, this.finishing.signal);
      }
    } catch (error) {
      this.throwAway(error);
    } finally {
      this.working = undefined;
    }
  }

  /** After the last record taken in, the position is also after the transaction markers behind it. */
  private positionAfter(batch: readonly ReceivedRecord[]): number {
    return this.queue.length === 0 ? this.nextOffset : Number(batch.at(-1)?.offset) + 1;
  }

  private get place(): { topic: string; partition: number } {
    return { topic: this.context.inputTopic, partition: this.context.reader.partition };
  }

  private resumeIfWorkedOff(): void {
    if (!this.inputPaused || this.closed) return;
    if (this.queue.length > (queuedBatches * this.context.maxBatchRecords) / 2) return;
    this.inputPaused = false;
    this.context.reader.resumeInput();
  }

  /** After a failed transaction nobody knows what memory holds; the changelog does. */
  private throwAway(error: unknown): void {
    this.phase = { name: 'idle' };
    this.queue = [];
    this.inputPaused = true;
    this.context.reader.pauseInput();
    if (!this.closed) this.context.failed(error);
  }
}

/** True if somebody else owns the partition now, as far as the broker is concerned. */
export function isFenced(error: unknown): boolean {
  return error instanceof ProducerFencedError;
}
