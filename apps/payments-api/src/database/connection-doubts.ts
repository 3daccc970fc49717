/**
 * When one connection no longer answers, the others that were open then are likely as dead, and each would cost somebody a
 * timeout to find out. Remembers which those are.
 */
export class ConnectionDoubts {
  private timeouts = 0;
  private readonly timeoutsBefore = new WeakMap<object, number>();

  /** A connection did not answer in time. */
  raise(): void {
    this.timeouts += 1;
  }

  /** `new` the first time it is asked about a connection, `doubtful` if another has not answered since then. */
  about(connection: object): 'new' | 'good' | 'doubtful' {
    const before = this.timeoutsBefore.get(connection);
    if (before !== undefined) return before === this.timeouts ? 'good' : 'doubtful';
    this.timeoutsBefore.set(connection, this.timeouts);
    return 'new';
  }
}
