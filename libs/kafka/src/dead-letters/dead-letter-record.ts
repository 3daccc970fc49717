import { messageOf } from '../errors.ts';
import type { OutgoingRecord, ReceivedRecord } from '../records.ts';

/** The headers a dead letter has beside those it came with. */
export const deadLetterHeaders = {
  /** The name of the error, for example `PermanentError`. */
  cause: 'dead-letter-cause',
  /** What the error says. */
  message: 'dead-letter-message',
  /** The consumer group that could not process the record. */
  group: 'dead-letter-group',
  topic: 'dead-letter-topic',
  partition: 'dead-letter-partition',
  offset: 'dead-letter-offset',
  /** The time of the record in its own topic, in milliseconds since the epoch. */
  timestamp: 'dead-letter-timestamp',
  /** How often it was tried. */
  attempts: 'dead-letter-attempts',
  /** Only if the value is not here: it was too large to come along. */
  value: 'dead-letter-value',
} as const;

const maxMessageLength = 1_000;

export const deadLetterSuffix = '.dead-letter';

/** The topic a group puts the records into that it cannot process. */
export function deadLetterTopicOf(group: string): string {
  return `${group}${deadLetterSuffix}`;
}

/** A record on its way to the dead letters. */
export interface OutgoingLetter extends OutgoingRecord {
  readonly headers: Readonly<Record<string, string | Buffer>>;
}

/** A record on its way to the dead letters of `group`: key, value and headers as they were, and what went wrong with it. */
export function deadLetterRecord(
  group: string,
  received: ReceivedRecord,
  error: unknown,
  { attempts = 1 } = {},
): OutgoingLetter {
  return {
    topic: deadLetterTopicOf(group),
    key: received.key,
    value: received.value,
    headers: {
      ...received.headers,
      [deadLetterHeaders.cause]: error instanceof Error ? error.name : 'Error',
      [deadLetterHeaders.message]: messageOf(error).slice(0, maxMessageLength),
      [deadLetterHeaders.group]: group,
      [deadLetterHeaders.topic]: received.topic,
      [deadLetterHeaders.partition]: String(received.partition),
      [deadLetterHeaders.offset]: received.offset,
      [deadLetterHeaders.timestamp]: String(received.timestampMs),
      [deadLetterHeaders.attempts]: String(attempts),
    },
  };
}
