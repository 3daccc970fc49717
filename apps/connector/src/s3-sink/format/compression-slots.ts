/** Bounds how many blocks are compressed at a time, in all objects of a task. */
export class CompressionSlots {
  private running = 0;
  private readonly max: number;
  private waiting: (() => void)[] = [];

  constructor(max = 8) {
    this.max = max;
  }

  get isFull(): boolean {
    return this.running >= this.max;
  }

  /** Resolves once there is room for another block. */
  async room(): Promise<void> {
    while (this.isFull) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Does work that counts as a block under way; whoever wants to wait for room does so before. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      const woken = this.waiting;
      this.waiting = [];
      for (const wake of woken) wake();
    }
  }
}
