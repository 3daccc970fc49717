/** Whole numbers from one to another, both included. */
interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * Ids between those that were seen: a transaction that is still open may have them. Kept in order, none touching another.
 */
export class Gaps {
  private ranges: Range[];

  constructor(ranges: readonly Range[] = []) {
    this.ranges = [...ranges];
  }

  /** Reads what `toText` wrote. @throws Error if it is not that */
  static fromText(text: string): Gaps {
    if (text === '') return new Gaps();
    return new Gaps(
      text.split(',').map((part) => {
        const match = /^(-?\d+)(?:\.\.(-?\d+))?$/.exec(part);
        if (match === null)
          throw new Error(`"gaps" must be ids and ranges of ids, as in 5,9..12, and not ${text}`);
        const [, from = '', to = from] = match;
        return { from: BigInt(from), to: BigInt(to) };
      }),
    );
  }

  /** For example `5,9..12`. */
  toText(): string {
    return this.ranges.map(({ from, to }) => (from === to ? String(from) : `${from}..${to}`)).join(',');
  }

  get count(): number {
    return this.ranges.length;
  }

  get all(): readonly Range[] {
    return this.ranges;
  }

  /** Ids above all that are known so far. */
  add(from: bigint, to: bigint): void {
    this.ranges.push({ from, to });
  }

  /** An id that has been seen now. */
  remove(id: bigint): void {
    const index = this.indexOf(id);
    const range = this.ranges[index];
    if (range === undefined || id < range.from || id > range.to) return;
    const rest = [
      { from: range.from, to: id - 1n },
      { from: id + 1n, to: range.to },
    ].filter(({ from, to }) => from <= to);
    this.ranges.splice(index, 1, ...rest);
  }

  /** Forgets ids up to one: whatever is missing there will never come. */
  forgetUpTo(id: bigint): void {
    this.ranges = this.ranges
      .filter(({ to }) => to > id)
      .map(({ from, to }) => ({ from: from > id ? from : id + 1n, to }));
  }

  /** The last range that begins at or before an id. */
  private indexOf(id: bigint): number {
    let low = 0;
    let high = this.ranges.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.ranges[middle] as Range).from <= id) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
