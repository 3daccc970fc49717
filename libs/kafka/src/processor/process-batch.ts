import { deadLetterRecord } from '../dead-letters/dead-letter-record.ts';
import { PermanentError } from '../permanent-error.ts';
import { type OutgoingRecord, partitionFor, type ReceivedRecord } from '../records.ts';
import type { StateStore } from './state-store.ts';
import type { ProcessorDefinition } from './stateful-handler.ts';

export interface ProcessedBatch {
  readonly records: OutgoingRecord[];
  readonly deadLetters: number;
}

/**
 * Runs records of one partition, in their order, through the handler; the store takes the new states. What comes back is
 * everything that the transaction of this batch has to write.
 */
export function processBatch<Event extends { readonly subject: string }, State>(
  definition: ProcessorDefinition<Event, State>,
  batch: readonly ReceivedRecord[],
  store: StateStore<State>,
  partitions: number,
): ProcessedBatch {
  const records: OutgoingRecord[] = [];
  let deadLetters = 0;
  for (const received of batch) {
    try {
      const event = eventOf(definition, received, partitions);
      const { state, events } = definition.handle(event, store.get(event.subject));
      if (state !== undefined) store.set(event.subject, state);
      for (const outgoing of events)
        records.push({
          topic: outgoing.topic,
          partition: received.partition,
          key: outgoing.event.subject,
          value: JSON.stringify(outgoing.event),
        });
    } catch (error) {
      records.push(deadLetterRecord(definition.group, received, error));
      deadLetters += 1;
    }
  }
  const partition = batch[0]?.partition;
  if (partition !== undefined) records.push(...store.takeChanges(definition.changelog.name, partition));
  return { records, deadLetters };
}

/** @throws PermanentError if the record is not the event it should be, or stands where its key does not belong */
function eventOf<Event extends { readonly subject: string }, State>(
  { input }: ProcessorDefinition<Event, State>,
  received: ReceivedRecord,
  partitions: number,
): Event {
  const { key, value } = received;
  if (value === null) throw new PermanentError('The record has no value.');
  const parsed = parse(value);
  if (!input.check(parsed)) throw new PermanentError(mismatch(input, parsed));
  if (key === null || key.toString() !== parsed.subject)
    throw new PermanentError(`The key of the record is not the subject of its event, "${parsed.subject}".`);
  const belongsTo = partitionFor(key, partitions);
  if (belongsTo !== received.partition)
    throw new PermanentError(
      `The key belongs to partition ${belongsTo}: the producer of this record uses another partitioner than murmur2.`,
    );
  return parsed;
}

function parse(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString());
  } catch (error) {
    throw new PermanentError('The value is not JSON.', { cause: error });
  }
}

function mismatch<Event>(
  input: ProcessorDefinition<Event & { subject: string }, unknown>['input'],
  value: unknown,
): string {
  const type = (value as { type?: unknown } | null)?.type;
  if (type !== input.type)
    return `The type of the event is ${JSON.stringify(type)}; ${input.topic.name} carries ${input.type}.`;
  const reasons = input.violations(value).slice(0, 5);
  return `The value is no ${input.type}: ${reasons.map(({ pointer, detail }) => `${pointer || '/'} ${detail}`).join('; ')}.`;
}
