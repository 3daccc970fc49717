import type { OffsetReset } from '@payments/console-api';

/** A reset as it is filled in: texts. */
export interface ResetDraft {
  readonly topic: string;
  /** `0, 3, 5`; empty: all. */
  readonly partitions: string;
  readonly kind: OffsetReset['to']['kind'];
  readonly offset: string;
  /** In the reader's time zone, as the browser writes it. */
  readonly time: string;
}

/** What is asked for; undefined while it is not filled in. */
export function resetOf({ topic, partitions, kind, offset, time }: ResetDraft): OffsetReset | undefined {
  const to = placeOf(kind, offset, time);
  const list = partitions.split(',').map((part) => part.trim());
  const isAll = partitions.trim() === '';
  const isList = isAll || list.every((part) => /^\d+$/.test(part));
  if (to === undefined || topic === '' || !isList) return undefined;
  return { topic, to, ...(!isAll && { partitions: list.map(Number) }) };
}

function placeOf(kind: ResetDraft['kind'], offset: string, time: string): OffsetReset['to'] | undefined {
  if (kind === 'offset') return /^\d+$/.test(offset) ? { kind, offset: Number(offset) } : undefined;
  if (kind === 'time') return time === '' ? undefined : { kind, timeMs: new Date(time).getTime() };
  return { kind };
}
