import type { ConnectorOffsets } from '@payments/console-api';

type Offsets = ConnectorOffsets['offsets'];

/** Positions as they are typed: a list of `{ partition, offset }`. */
export function readOffsetsJson(text: string): {
  readonly offsets: Offsets | undefined;
  readonly problem: string | undefined;
} {
  try {
    const list = JSON.parse(text) as unknown;
    if (Array.isArray(list) && list.every(isPosition)) return { offsets: list, problem: undefined };
    return {
      offsets: undefined,
      problem: 'A list of { "partition": {…}, "offset": {…} or null } is expected.',
    };
  } catch (error) {
    return { offsets: undefined, problem: error instanceof Error ? error.message : String(error) };
  }
}

function isPosition(value: unknown): value is Offsets[number] {
  if (typeof value !== 'object' || value === null) return false;
  const { partition, offset } = value as { readonly partition?: unknown; readonly offset?: unknown };
  return typeof partition === 'object' && partition !== null && typeof offset === 'object';
}
