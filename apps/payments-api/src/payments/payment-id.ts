import { randomFillSync } from 'node:crypto';
import { parse, stringify, v7, validate } from 'uuid';

const sequenceSpan = 2 ** 31;
const idBytes = 16;

/**
 * Ids for payments accepted together: UUIDv7 of that instant, growing in the order given, so that the order of ids is the
 * order of time. @param ms since the epoch, by the database's clock
 */
export function newPaymentIds(ms: number, count: number): Buffer[] {
  const firstSequence = Math.floor(Math.random() * (sequenceSpan - count));
  // Asked for once: a question for random bytes takes longer than the rest of an id.
  const random = randomFillSync(Buffer.allocUnsafe(idBytes * count));
  return Array.from({ length: count }, (_, index) =>
    v7(
      {
        msecs: ms,
        seq: firstSequence + index,
        random: random.subarray(index * idBytes, (index + 1) * idBytes),
      },
      Buffer.allocUnsafe(idBytes),
    ),
  );
}

/** The smallest id that a payment accepted at this instant or later can have. */
export function firstPaymentIdAt(ms: number): string {
  const time = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

export function paymentIdText(bytes: Uint8Array): string {
  return stringify(bytes);
}

/** The bytes the database stores; undefined if it is no UUID. */
export function paymentIdBytes(text: string): Buffer | undefined {
  return validate(text) ? Buffer.from(parse(text)) : undefined;
}
