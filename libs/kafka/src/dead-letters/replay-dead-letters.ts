import type { KafkaConnection } from '../connection.ts';
import { TransactionalProducer } from '../producer/transactional-producer.ts';
import type { OutgoingRecord } from '../records.ts';
import { type DeadLetter, replayedNote } from './dead-letter.ts';
import { deadLetterTopicOf } from './dead-letter-record.ts';
import { listDeadLetters } from './list-dead-letters.ts';

/** Which letters to send back: those at these offsets among the dead letters, or all that were not sent back yet. */
export type ReplaySelection = { readonly offsets: readonly string[] } | 'all';

/** A letter that cannot be sent back: there is none, it was sent back before, or its value is not here. */
export class DeadLetterError extends Error {
  override readonly name = 'DeadLetterError';
  readonly reason: 'missing' | 'replayed' | 'value-left';

  constructor(reason: DeadLetterError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What is sent back instead of what came. */
export type LetterContent = Pick<DeadLetter, 'key' | 'value' | 'headers'>;

const maxLettersPerTransaction = 200;

/**
 * Sends dead letters back to where they came from, with the key, value and headers they came with, each once: the record and the note
 * that it was sent are one transaction, and of two who do this at the same time the second shuts out the first.
 *
 * With `content`, that is sent back instead of what the letter came with.
 *
 * @returns the letters that were sent back, oldest first
 * @throws DeadLetterError if an offset is not that of a dead letter, or of one that was sent back before
 */
// oxlint-disable-next-line max-params -- where, whose, which, and an option
export async function replayDeadLetters(
  connection: KafkaConnection,
  group: string,
  selection: ReplaySelection,
  { content }: { readonly content?: LetterContent } = {},
): Promise<DeadLetter[]> {
  const topic = deadLetterTopicOf(group);
  const producer = new TransactionalProducer(connection, { transactionalId: `${topic}-replay` });
  try {
    await producer.open();
    // Only now: whoever was at it before can add nothing any more.
    const chosen = choose(await listDeadLetters(connection, group), selection);
    for (let start = 0; start < chosen.length; start += maxLettersPerTransaction) {
      const letters = chosen.slice(start, start + maxLettersPerTransaction);
      await producer.transact({
        records: [...letters.map((letter) => sentBack(letter, content)), replayedNote(topic, letters)],
      });
    }
    // A commit is acknowledged before its marks are in the topics; whoever lists the letters next is to see it.
    await producer.open();
    return chosen;
  } finally {
    await producer.close();
  }
}

function choose(letters: readonly DeadLetter[], selection: ReplaySelection): DeadLetter[] {
  if (selection === 'all') return letters.filter(({ isReplayed }) => !isReplayed);
  return selection.offsets.map((offset) => {
    const letter = letters.find((candidate) => candidate.offset === offset);
    if (letter === undefined)
      throw new DeadLetterError('missing', `There is no dead letter at offset ${offset}.`);
    if (letter.isReplayed)
      throw new DeadLetterError('replayed', `The dead letter at offset ${offset} was sent back before.`);
    return letter;
  });
}

function sentBack(
  { offset, origin, isValueLeft, ...came }: DeadLetter,
  content?: LetterContent,
): OutgoingRecord {
  if (isValueLeft && content === undefined)
    throw new DeadLetterError(
      'value-left',
      `The dead letter at offset ${offset} has no value: it was too large, and is at ${origin.topic}[${origin.partition}] offset ${origin.offset}.`,
    );
  const { topic, partition } = origin;
  const { key, value, headers } = content ?? came;
  return { topic, key, value, headers, ...(key === null ? { partition } : {}) };
}
