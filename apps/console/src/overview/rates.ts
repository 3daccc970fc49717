interface Sample {
  readonly atMs: number;
  readonly value: number;
}

const windowMs = 10_000;

/** How fast numbers that only grow are growing, over the last ten seconds. */
export class Rates {
  private readonly samples = new Map<string, Sample[]>();

  /** Notes a number, and tells its growth a second; null while there is nothing to compare it with. */
  note(name: string, value: number, atMs: number): number | null {
    const kept = (this.samples.get(name) ?? []).filter((sample) => atMs - sample.atMs <= windowMs);
    kept.push({ atMs, value });
    this.samples.set(name, kept);
    const first = kept[0];
    if (first === undefined || first.atMs === atMs) return null;
    return Math.max(0, (value - first.value) / ((atMs - first.atMs) / 1_000));
  }
}
