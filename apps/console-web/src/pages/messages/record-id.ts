import type { Message } from '@payments/console-api';

export interface RecordId {
  readonly partition: number;
  readonly offset: number;
}

/** `3@120`: a record of a topic, as the URL names it. */
export function recordId({ partition, offset }: RecordId): string {
  return `${partition}@${offset}`;
}

export function parseRecordId(id: string | undefined): RecordId | undefined {
  const [, partition, offset] = /^(\d{1,6})@(\d{1,16})$/.exec(id ?? '') ?? [];
  return offset === undefined ? undefined : { partition: Number(partition), offset: Number(offset) };
}

/** The newest first and not more than `most`; a record that came twice is there once. */
export function addNewest(
  shown: readonly Message[],
  more: readonly Message[],
  most: number,
): readonly Message[] {
  const known = new Set(shown.map(recordId));
  const fresh = more.filter((message) => !known.has(recordId(message)));
  return [...fresh.toReversed(), ...shown].slice(0, most);
}
