/** How far the time of records has gone on since a chunk began. */
export class RecordTimes {
  private readonly intervalMs: number | undefined;
  private latestMs = Number.NEGATIVE_INFINITY;
  private beganMs = Number.NEGATIVE_INFINITY;

  constructor(intervalMs: number | undefined) {
    this.intervalMs = intervalMs;
  }

  /**
   * True if a record is so late in time that it belongs to the next chunk. Records that are behind the others do not bring the
   * time forward: they go to their own hour, and end nothing. A record without a time ends nothing either.
   */
  isPast(timeOf: () => number, isFirst: boolean): boolean {
    if (this.intervalMs === undefined) return false;
    try {
      this.latestMs = Math.max(this.latestMs, timeOf());
    } catch {
      return false;
    }
    if (isFirst) this.beganMs = this.latestMs;
    return this.latestMs - this.beganMs >= this.intervalMs;
  }
}
