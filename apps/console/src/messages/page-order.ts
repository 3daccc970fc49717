import type { Message } from '@payments/console-api';
import { problems } from '../http/problems.ts';

/** Towards the first records, or towards the last. */
export type PageDirection = 'back' | 'on';

/**
 * At most `limit` records of several partitions, by time. Each list is in the order of its offsets, and no record of a partition is
 * passed over, whatever times its producers have given them: so that a page ends at one place in each partition.
 */
export function mergeInOrder(
  lists: readonly (readonly Message[])[],
  direction: PageDirection,
  limit: number,
): Message[] {
  const queues = lists.map((list) => (direction === 'back' ? list.toReversed() : [...list]));
  const places = queues.map(() => 0);
  const merged: Message[] = [];
  while (merged.length < limit) {
    let best: { readonly queue: number; readonly message: Message } | undefined;
    for (const [queue, messages] of queues.entries()) {
      const message = messages[places[queue] ?? 0];
      if (message === undefined) continue;
      const isBetter =
        best === undefined ||
        (direction === 'back'
          ? message.timestampMs > best.message.timestampMs
          : message.timestampMs < best.message.timestampMs);
      if (isBetter) best = { queue, message };
    }
    if (best === undefined) break;
    merged.push(best.message);
    places[best.queue] = (places[best.queue] ?? 0) + 1;
  }
  return merged;
}

/** Where a page has ended in each partition, as text. */
export function encodeCursor(reached: ReadonlyMap<number, number>, direction: PageDirection): string {
  return Buffer.from(JSON.stringify([direction, ...reached])).toString('base64url');
}

/** @throws Problem if it is not what `encodeCursor` writes for this direction */
export function decodeCursor(cursor: string, direction: PageDirection): ReadonlyMap<number, number> {
  try {
    const [given, ...reached] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [
      string,
      ...[number, number][],
    ];
    const isSound =
      given === direction && reached.every((pair) => pair.length === 2 && pair.every(Number.isSafeInteger));
    if (isSound) return new Map(reached);
  } catch {
    // It is as wrong as one that can be read and says something else.
  }
  throw problems.invalid([
    { pointer: '/cursor', detail: 'is a nextCursor of this list, asked for in the same way' },
  ]);
}
