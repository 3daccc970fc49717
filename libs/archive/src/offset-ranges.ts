/** Offsets from `first` up to, not including, `end`. */
export interface OffsetRange {
  readonly first: number;
  readonly end: number;
}

/**
 * Offsets of one partition, as few ranges in rising order. As text both ends are part of a range:
 * `0-99,101,205-300`; no offsets are an empty text.
 *
 * @example
 * const ranges = OffsetRanges.parse('0-99,101');
 * ranges.count; // 101
 */
export class OffsetRanges implements Iterable<OffsetRange> {
  private readonly firsts: number[] = [];
  private readonly ends: number[] = [];

  /** @throws Error if the text is not what `toString` writes */
  static parse(text: string): OffsetRanges {
    const ranges = new OffsetRanges();
    if (text === '') return ranges;
    for (const part of text.split(',')) {
      const match = /^(\d+)(?:-(\d+))?$/.exec(part);
      if (match === null) throw new Error(`"${part}" is no range of offsets.`);
      ranges.add(Number(match[1]), Number(match[2] ?? match[1]) + 1);
    }
    return ranges;
  }

  /** The offsets that any of them has, and how many were in more than one. */
  static union(all: Iterable<OffsetRanges>): {
    readonly ranges: OffsetRanges;
    readonly doubles: OffsetRanges;
  } {
    const sorted = Array.from(all, (ranges) => Array.from(ranges))
      .flat()
      .toSorted((a, b) => a.first - b.first);
    const [union, doubles] = [new OffsetRanges(), new OffsetRanges()];
    for (const { first, end } of sorted) {
      const known = Math.min(end, union.end);
      if (first < known) doubles.add(Math.max(first, doubles.end), known);
      union.add(Math.max(first, union.end), end);
    }
    return { ranges: union, doubles };
  }

  /** Adds offsets after all there are; nothing if `end` is not after `first`. */
  add(first: number, end: number = first + 1): void {
    if (end <= first) return;
    if (first < this.end) throw new Error(`Offset ${first} comes after ${this.end - 1}.`);
    if (this.firsts.length > 0 && first === this.end) this.ends[this.ends.length - 1] = end;
    else {
      this.firsts.push(first);
      this.ends.push(end);
    }
  }

  get isEmpty(): boolean {
    return this.firsts.length === 0;
  }

  /** The smallest of them; 0 if there is none. */
  get first(): number {
    return this.firsts[0] ?? 0;
  }

  /** The offset after the largest of them; 0 if there is none. */
  get end(): number {
    return this.ends.at(-1) ?? 0;
  }

  get count(): number {
    return this.firsts.reduce((sum, first, at) => sum + (this.ends[at] ?? 0) - first, 0);
  }

  /** What is missing of them between two offsets. */
  missing(first: number, end: number): OffsetRanges {
    const missing = new OffsetRanges();
    let reached = first;
    for (const range of this) {
      if (range.first >= end) break;
      missing.add(reached, Math.min(range.first, end));
      reached = Math.max(reached, range.end);
    }
    missing.add(reached, end);
    return missing;
  }

  *[Symbol.iterator](): Iterator<OffsetRange> {
    for (const [at, first] of this.firsts.entries()) yield { first, end: this.ends[at] ?? first };
  }

  /** Each offset, one after the other. */
  *offsets(): Generator<number> {
    for (const { first, end } of this) for (let offset = first; offset < end; offset += 1) yield offset;
  }

  toString(): string {
    return [...this]
      .map(({ first, end }) => (end - first === 1 ? `${first}` : `${first}-${end - 1}`))
      .join(',');
  }
}
