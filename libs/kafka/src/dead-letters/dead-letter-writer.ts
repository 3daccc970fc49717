import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, RecordTooLargeError } from '../errors.ts';
import type { Log } from '../kafkajs/log.ts';
import type { EventProducer } from '../producer/event-producer.ts';
import type { ReceivedRecord } from '../records.ts';
import { deadLetterHeaders, deadLetterRecord, type OutgoingLetter } from './dead-letter-record.ts';

const firstPauseMs = 200;
const maxPauseMs = 10_000;

/** Writes the dead letters of a group. One that cannot be written is tried again for as long as the service lives, never skipped. */
export class DeadLetterWriter {
  private readonly producer: EventProducer;
  private readonly group: string;
  private readonly log: Log;

  constructor(producer: EventProducer, group: string, log: Log) {
    this.producer = producer;
    this.group = group;
    this.log = log;
  }

  /**
   * Resolves once the record is among the dead letters.
   *
   * @throws AbortError if the signal is aborted first; the record is still in its own topic then
   */
  async write(
    record: ReceivedRecord,
    error: unknown,
    { attempts, signal }: { attempts: number; signal: AbortSignal },
  ): Promise<void> {
    const origin = `${record.topic}[${record.partition}] offset ${record.offset}`;
    let letter = deadLetterRecord(this.group, record, error, { attempts });
    let pauseMs = firstPauseMs;
    for (;;) {
      try {
        await this.producer.send([letter]);
        this.log.warn(`Dead letter of ${this.group}: ${origin} (${messageOf(error)})`);
        return;
      } catch (failure) {
        if (failure instanceof RecordTooLargeError && letter.value !== null) {
          letter = withoutValue(letter);
          continue;
        }
        this.log.warn(`The dead letter of ${origin} cannot be written yet: ${messageOf(failure)}`);
      }
      await pause(pauseMs, undefined, { signal });
      pauseMs = Math.min(pauseMs * 2, maxPauseMs);
    }
  }
}

/** With its headers the record is larger than a topic takes. It can be read where it came from. */
function withoutValue(letter: OutgoingLetter): OutgoingLetter {
  return {
    ...letter,
    value: null,
    headers: { ...letter.headers, [deadLetterHeaders.value]: 'left at its origin' },
  };
}
