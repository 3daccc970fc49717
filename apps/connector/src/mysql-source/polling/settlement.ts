/** Who was at work when somebody looked: transactions by a name of their own. */
export type OpenTransactions = ReadonlySet<string>;

interface Sighting<Mark> {
  readonly mark: Mark;
  readonly seenAtMs: number;
  /** Those that were open after it and still are; undefined: nobody has looked since. */
  open: Set<string> | undefined;
}

const mostSightings = 32;
/** Between taking an id or the time and beginning its transaction, a statement needs a moment in which nobody sees it. */
export const shortestSightMs = 100;

/**
 * Knows up to which mark everything is settled: whoever was at work when the mark was seen has ended since, so that nothing below it can
 * still appear. Marks come in ascending order.
 */
export class Settlement<Mark> {
  private sightings: Sighting<Mark>[] = [];
  /** Undefined: nothing is known. */
  settled: Mark | undefined;

  /** @param graceMs how long a transaction may take, for when nobody can say which are open */
  constructor(private readonly graceMs: number | undefined) {}

  see(mark: Mark, seenAtMs: number): void {
    if (this.sightings.length >= mostSightings) this.sightings.pop();
    this.sightings.push({ mark, seenAtMs, open: undefined });
  }

  /** Somebody looked. @param open undefined: it cannot be known, and time has to tell */
  look(open: OpenTransactions | undefined, nowMs: number): void {
    for (const sighting of this.sightings) {
      if (open === undefined) break;
      if (nowMs - sighting.seenAtMs < shortestSightMs) break;
      if (sighting.open === undefined) sighting.open = new Set(open);
      else for (const name of sighting.open) if (!open.has(name)) sighting.open.delete(name);
    }
    this.advance(nowMs);
  }

  private advance(nowMs: number): void {
    for (let first = this.sightings[0]; first !== undefined; first = this.sightings[0]) {
      const isOver =
        this.graceMs === undefined ? first.open?.size === 0 : nowMs - first.seenAtMs >= this.graceMs;
      if (!isOver) return;
      this.settled = first.mark;
      this.sightings.shift();
    }
  }
}
