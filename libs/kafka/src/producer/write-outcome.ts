import { messageOf, ProducerFencedError, RecordTooLargeError, SendFailedError } from '../errors.ts';
import { errorOfCode } from '../kafkajs/internals.ts';
import type { PartitionAnswer } from '../wire/produce.ts';
import { verdictOn } from './partition-answers.ts';
import type { Entry, PartitionQueue, WrittenRange } from './partition-queue.ts';

/** The sequence number of the next batch, by partition. */
export type SequenceNumbers = Map<string, number>;

const sequenceNumbers = 2 ** 31;

/** What became of the records of one write. */
export class WriteOutcome<Item extends Entry> {
  readonly written: WrittenRange[] = [];
  readonly failures = new Map<Item, Error>();
  /** An answer was lost for good: what is in the log is not known, and a new identity is needed before the next write. */
  isUncertain = false;
  private readonly sequences: SequenceNumbers;
  private readonly lostQueues = new Set<PartitionQueue<Item>>();

  constructor(sequences: SequenceNumbers) {
    this.sequences = sequences;
  }

  /** Takes in the broker's answer for the head of a queue. Returns why the head has to be sent again, if it has. */
  take(queue: PartitionQueue<Item>, { errorCode, baseOffset }: PartitionAnswer): Error | undefined {
    const verdict = verdictOn(errorCode);
    if (verdict === 'written') {
      this.advance(queue, baseOffset);
      return undefined;
    }
    const error = errorOfCode(errorCode);
    if (verdict === 'retry') return error;
    if (verdict !== 'too-large') this.fail(queue, error, { isFenced: verdict === 'fenced' });
    else if (queue.headLength > 1) queue.halveHead();
    else for (const entry of queue.shift()) this.failures.set(entry, tooLarge(queue, error));
    return undefined;
  }

  /** No answer came for the head of a queue; it is sent again. */
  lost(queue: PartitionQueue<Item>): void {
    this.lostQueues.add(queue);
  }

  /** Gives up everything a queue still holds. */
  fail(
    queue: PartitionQueue<Item>,
    error: unknown,
    { isAnswerLost = this.lostQueues.has(queue), isFenced = false } = {},
  ): void {
    if (queue.isEmpty) return;
    this.isUncertain = true;
    const isOutcomeUnknown = isAnswerLost || this.lostQueues.has(queue);
    const reason = isFenced ? fenced(error) : failed(queue, error, isOutcomeUnknown);
    for (const entry of queue.drain()) this.failures.set(entry, reason);
  }

  private advance(queue: PartitionQueue<Item>, firstOffset: bigint): void {
    const records = queue.shift().length;
    const { topic, partition, name } = queue;
    this.lostQueues.delete(queue);
    this.written.push({ topic, partition, firstOffset, records });
    this.sequences.set(name, ((this.sequences.get(name) ?? 0) + records) % sequenceNumbers);
  }
}

function tooLarge({ topic }: PartitionQueue<Entry>, cause: Error): Error {
  return new RecordTooLargeError(
    `A record is larger than ${topic} takes. Send less in one record, or raise the topic's max.message.bytes.`,
    { cause },
  );
}

function fenced(cause: unknown): Error {
  return new ProducerFencedError('Another producer with this transactional id has taken over.', { cause });
}

function failed({ name }: PartitionQueue<Entry>, cause: unknown, isOutcomeUnknown: boolean): Error {
  return new SendFailedError(`Could not write to ${name}: ${messageOf(cause)}`, { cause, isOutcomeUnknown });
}
