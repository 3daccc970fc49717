import { formatPosition, parsePosition, type Position } from '@payments/binlog';

/**
 * What the relay commits to Kafka with the events: either that all payments up to a place in the binlog are published, or
 * that the topic is being filled from the table, and whether with every row or only with those that wait for a decision.
 */
export type RelayPosition =
  | { readonly state: 'streaming'; readonly position: Position }
  | { readonly state: 'rebuilding'; readonly everything: boolean };

/** Kafka keeps at most so much beside an offset (`offset.metadata.max.bytes`). */
const maxBytes = 4_096;
const rebuildingKey = 'rebuilding';

export function formatRelayPosition(relayPosition: RelayPosition): string {
  if (relayPosition.state === 'streaming') return formatPosition(relayPosition.position, maxBytes);
  return JSON.stringify({ [rebuildingKey]: relayPosition.everything ? 'everything' : 'undecided' });
}

/** Undefined if it is nothing the relay wrote. */
export function parseRelayPosition(text: string): RelayPosition | undefined {
  try {
    const rebuilding = (JSON.parse(text) as Record<string, unknown> | null)?.[rebuildingKey];
    if (rebuilding !== undefined) return { state: 'rebuilding', everything: rebuilding === 'everything' };
    return { state: 'streaming', position: parsePosition(text) };
  } catch {
    return undefined;
  }
}
