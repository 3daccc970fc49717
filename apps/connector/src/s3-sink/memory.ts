/** Something that holds records in memory, and can be asked to let go of them. */
export interface Holder {
  /** All of it: what grows, and what is on its way. */
  readonly heldBytes: number;
  /** What could be let go of if it were asked to; 0 while it is already doing so, or cannot. */
  readonly growingBytes: number;
  /** True while what it holds is on its way out. */
  readonly isLettingGo: boolean;
  /** True if it has to have more before it can let go. */
  readonly needsMore: boolean;
  endChunk(): void;
}

/** Bounds what all partitions of a task hold: beyond it the largest is written, and the others wait. */
export class Memory {
  private readonly holders = new Set<Holder>();
  private readonly maxBytes: number;
  private waiting: (() => void)[] = [];

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  add(holder: Holder): void {
    this.holders.add(holder);
  }

  remove(holder: Holder): void {
    this.holders.delete(holder);
    this.freed();
  }

  /** To be told whenever something was let go of. */
  freed(): void {
    const woken = this.waiting;
    this.waiting = [];
    for (const wake of woken) wake();
  }

  /** Resolves once there is room for more of this holder. */
  async room(holder: Holder): Promise<void> {
    while (this.isFull && this.holders.has(holder)) {
      if (!this.holders.values().some(({ isLettingGo }) => isLettingGo)) {
        const largest = this.largest();
        if (largest === undefined) return;
        largest.endChunk();
      }
      if (holder.needsMore) return;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private get isFull(): boolean {
    let sum = 0;
    for (const { heldBytes } of this.holders) sum += heldBytes;
    return sum > this.maxBytes;
  }

  private largest(): Holder | undefined {
    let largest: Holder | undefined;
    for (const holder of this.holders)
      if (holder.growingBytes > (largest?.growingBytes ?? 0)) largest = holder;
    return largest;
  }
}
