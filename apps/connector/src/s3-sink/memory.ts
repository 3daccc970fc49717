/** Something that holds records in memory, and can be asked to let go of them. */
export interface Holder {
  readonly growingBytes: number;
  endChunk(): void;
}

/** Bounds what all partitions of a task hold: beyond it, the one with most is written. */
export class Memory {
  private readonly holders = new Set<Holder>();
  private readonly maxBytes: number;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  add(holder: Holder): void {
    this.holders.add(holder);
  }

  remove(holder: Holder): void {
    this.holders.delete(holder);
  }

  relieve(): void {
    let [sum, largest] = [0, undefined as Holder | undefined];
    for (const holder of this.holders) {
      sum += holder.growingBytes;
      if (largest === undefined || holder.growingBytes > largest.growingBytes) largest = holder;
    }
    if (sum > this.maxBytes) largest?.endChunk();
  }
}
