import type { OutgoingRecord, ReceivedRecord } from '../records.ts';
import { deadLetterHeaders } from './dead-letter-record.ts';

/** A record that a group could not process, as it lies among its dead letters. */
export interface DeadLetter {
  /** Its offset among the dead letters of its group. */
  readonly offset: string;
  readonly group: string;
  /** The name of the error. */
  readonly cause: string;
  /** What the error said. */
  readonly message: string;
  readonly attempts: number;
  readonly origin: { readonly topic: string; readonly partition: number; readonly offset: string };
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** True if the value was too large to come along: it is at the origin only. */
  readonly isValueLeft: boolean;
  /** Those it came with. */
  readonly headers: ReceivedRecord['headers'];
  /** When it became a dead letter, in milliseconds since the epoch. */
  readonly timestampMs: number;
  /** True if it was sent back to its origin already. */
  readonly isReplayed: boolean;
}

/** Header of a record among the dead letters that is none: its value names those that were sent back. */
const replayedHeader = 'dead-letter-replayed';
const ownHeaders = new Set<string>(Object.values(deadLetterHeaders));

/** What lies in a topic of dead letters: the letters, and which of them were sent back. */
export function deadLettersIn(records: readonly ReceivedRecord[]): DeadLetter[] {
  const notes = records.filter(({ headers }) => replayedHeader in headers);
  const replayed = new Set(notes.flatMap(({ value }) => JSON.parse(String(value)) as string[]));
  return records
    .filter(({ headers }) => !(replayedHeader in headers))
    .map((record) => deadLetter(record, replayed.has(record.offset)));
}

/** Notes, in the same topic, that letters have been sent back; it lives as long as they do. */
export function replayedNote(topic: string, letters: readonly DeadLetter[]): OutgoingRecord {
  return {
    topic,
    key: null,
    value: JSON.stringify(letters.map(({ offset }) => offset)),
    headers: { [replayedHeader]: String(letters.length) },
  };
}

function deadLetter(
  { offset, key, value, headers, timestampMs }: ReceivedRecord,
  isReplayed: boolean,
): DeadLetter {
  const text = (name: keyof typeof deadLetterHeaders): string =>
    headers[deadLetterHeaders[name]]?.toString() ?? '';
  return {
    offset,
    group: text('group'),
    cause: text('cause'),
    message: text('message'),
    attempts: Number(text('attempts')),
    origin: { topic: text('topic'), partition: Number(text('partition')), offset: text('offset') },
    key,
    value,
    isValueLeft: deadLetterHeaders.value in headers,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.has(name))),
    timestampMs,
    isReplayed,
  };
}
