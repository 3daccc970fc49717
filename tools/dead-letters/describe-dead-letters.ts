import type { DeadLetter } from '@payments/kafka';

const maxKeyLength = 40;
const maxValueLength = 200;

/** The newest dead letters of a group, for a person at a terminal. */
export function describeDeadLetters(group: string, letters: readonly DeadLetter[], limit: number): string {
  const waiting = letters.filter(({ isReplayed }) => !isReplayed).length;
  const shown = limit === 0 ? [] : letters.slice(-limit);
  const left = letters.length - shown.length;
  const head = `${group}: ${letters.length} dead letters, ${waiting} of them not sent back${left > 0 ? `; the newest ${shown.length}` : ''}\n`;
  return head + shown.map(describe).join('');
}

function describe(letter: DeadLetter): string {
  const { offset, origin, timestampMs, key, cause, message, attempts, isReplayed, value, isValueLeft } =
    letter;
  const state = isReplayed ? 'sent back' : 'waiting';
  const from = `${origin.topic}[${origin.partition}] offset ${origin.offset}`;
  const content = isValueLeft
    ? 'value left at its origin'
    : value === null
      ? 'no value'
      : text(value, maxValueLength);
  return [
    `  ${offset}  ${new Date(timestampMs).toISOString()}  ${state}  from ${from}  key ${key === null ? '-' : text(key, maxKeyLength)}`,
    `      ${cause} after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${message}`,
    `      ${content}`,
    '',
  ].join('\n');
}

/** Control characters would do things to the terminal. */
function text(bytes: Buffer, maxLength: number): string {
  const readable = bytes.toString().replaceAll(/\p{C}/gu, '·');
  return readable.length > maxLength ? `${readable.slice(0, maxLength)}… (${bytes.length} bytes)` : readable;
}
