export interface GroupCommitOptions<Item, Result> {
  /** Commits a group as one; the results stand in the order of the items. A rejection is every item's. */
  readonly commit: (group: readonly Item[]) => Promise<readonly Result[]>;
  /** Items of one commit at most. */
  readonly maxGroupSize: number;
  /** Commits under way at once at most. */
  readonly maxConcurrentCommits: number;
  /** Items that wait for a commit at most. */
  readonly maxQueued: number;
  /** Milliseconds an item waits for its commit to begin at most. */
  readonly maxWaitMs: number;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
}

/** More is asked than can be committed in time. Nothing has been done; the same may be asked again a little later. */
export class CommitQueueFullError extends Error {
  override readonly name = 'CommitQueueFullError';
}

/** It is closing down. Nothing has been done. */
export class CommitsEndedError extends Error {
  override readonly name = 'CommitsEndedError';
}

/**
 * Turns many small commits into few large ones. What arrives while commits are under way forms the next group, so that a
 * group is as large as the load is high and nobody waits for a timer when it is low.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private commitsUnderWay = 0;
  private startIsScheduled = false;
  private ended = false;
  private whenIdle: (() => void) | undefined;
  private readonly now: () => number;

  constructor(private readonly options: GroupCommitOptions<Item, Result>) {
    this.now = options.now ?? ((): number => performance.now());
  }

  /** Items that wait for a commit to begin. */
  get queued(): number {
    return this.waiting.length;
  }

  /**
   * Commits one item, with others.
   *
   * @throws CommitQueueFullError, CommitsEndedError, or what the commit threw
   */
  async submit(item: Item): Promise<Result> {
    this.admit(1);
    return await this.enqueue(item);
  }

  /** Commits many items, which may end up in different groups; each has an outcome of its own. All are admitted or none. */
  submitAll(items: readonly Item[]): Promise<PromiseSettledResult<Result>[]> {
    this.admit(items.length);
    return Promise.allSettled(items.map((item) => this.enqueue(item)));
  }

  /** Takes nothing more, and resolves when all that was taken has its outcome. */
  async end(): Promise<void> {
    this.ended = true;
    if (this.commitsUnderWay === 0 && this.waiting.length === 0) return;
    await new Promise<void>((resolve) => (this.whenIdle = resolve));
  }

  private admit(count: number): void {
    if (this.ended) throw new CommitsEndedError('No more commits: closing down');
    const { maxQueued } = this.options;
    if (this.waiting.length + count > maxQueued)
      throw new CommitQueueFullError(`${this.waiting.length} commits wait already, of ${maxQueued} that may`);
  }

  private enqueue(item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ item, since: this.now(), resolve, reject });
      this.scheduleStart();
    });
  }

  /** Not at once: what the same turn of the event loop still reads from its sockets belongs to the same group. */
  private scheduleStart(): void {
    if (this.startIsScheduled || this.commitsUnderWay >= this.options.maxConcurrentCommits) return;
    this.startIsScheduled = true;
    setImmediate(() => {
      this.startIsScheduled = false;
      this.start();
    });
  }

  private start(): void {
    const group = this.nextGroup();
    if (group.length > 0) void this.commit(group);
    if (this.waiting.length > 0) this.scheduleStart();
    else if (this.commitsUnderWay === 0) this.whenIdle?.();
  }

  private nextGroup(): Waiting<Item, Result>[] {
    const { maxGroupSize, maxWaitMs } = this.options;
    const earliest = this.now() - maxWaitMs;
    const late = this.waiting.findIndex(({ since }) => since >= earliest);
    const expired = this.waiting.splice(0, late === -1 ? this.waiting.length : late);
    for (const each of expired)
      each.reject(new CommitQueueFullError(`No commit could begin within ${maxWaitMs} ms`));
    return this.waiting.splice(0, maxGroupSize);
  }

  private async commit(group: readonly Waiting<Item, Result>[]): Promise<void> {
    this.commitsUnderWay += 1;
    try {
      const results = await this.options.commit(group.map(({ item }) => item));
      if (results.length !== group.length)
        throw new Error(`A commit of ${group.length} items gave ${results.length} results`);
      group.forEach((each, index) => each.resolve(results[index] as Result));
    } catch (error) {
      for (const each of group) each.reject(error);
    } finally {
      this.commitsUnderWay -= 1;
      this.scheduleStart();
    }
  }
}

interface Waiting<Item, Result> {
  readonly item: Item;
  /** As `now` says it. */
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}
