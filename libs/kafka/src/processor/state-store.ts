import type { OutgoingRecord } from '../records.ts';

/** Keys of the processor's own records in a changelog start with this byte, which no key of the platform has. */
const ownKeyPrefix = 0;

/** The state of one partition: memory in front of its partition of the changelog. */
export class StateStore<State> {
  private readonly states = new Map<string, State>();
  private readonly changed = new Set<string>();

  get size(): number {
    return this.states.size;
  }

  get(key: string): State | undefined {
    return this.states.get(key);
  }

  set(key: string, state: State): void {
    this.states.set(key, state);
    this.changed.add(key);
  }

  /** One record for each key that has changed since the last call. */
  takeChanges(changelog: string, partition: number): OutgoingRecord[] {
    const records: OutgoingRecord[] = [];
    for (const key of this.changed)
      records.push({ topic: changelog, partition, key, value: JSON.stringify(this.states.get(key)) });
    this.changed.clear();
    return records;
  }

  /** Takes one record of the changelog in. */
  restore(key: Buffer | null, value: Buffer | null): void {
    if (key === null || key[0] === ownKeyPrefix) return;
    if (value === null) this.states.delete(key.toString());
    else this.states.set(key.toString(), JSON.parse(value.toString()) as State);
  }
}

/** Who takes a partition over, and a token that nobody else has. */
export interface Fence {
  /** The transactional id of the new owner. */
  readonly owner: string;
  readonly token: string;
}

/**
 * A record that marks how far a changelog has to be read: once it comes back, everything before it has been seen. An end offset
 * is no such mark, because transaction markers take offsets that are never delivered.
 */
export function fenceRecord(changelog: string, partition: number, fence: Fence): OutgoingRecord {
  return { topic: changelog, partition, key: Buffer.from('\0fence'), value: JSON.stringify(fence) };
}

/** Reads it again; undefined if it is something else, or as old as the fences that were a mere token. */
export function fenceOf(key: Buffer | null, value: Buffer | null): Fence | undefined {
  if (key === null || key[0] !== ownKeyPrefix || value?.[0] !== openingBrace) return undefined;
  return JSON.parse(value.toString()) as Fence;
}

const openingBrace = 0x7b;
