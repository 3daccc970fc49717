/** A request's place in a run: which payments it carries and when it is due. */
export interface Turn {
  readonly firstPayment: number;
  readonly payments: number;
  /** By the clock that the schedule was given, in milliseconds. */
  readonly dueMs: number;
}

export interface ScheduleOptions {
  /** Payments a second; 0 is as fast as answers come. */
  readonly rate: number;
  /** With a rate: sets how many payments there are. Without: no turn begins later. */
  readonly seconds?: number;
  /** Payments of the whole run, at most. */
  readonly payments?: number;
  /** Payments of one request. */
  readonly batch: number;
}

/**
 * Says when each request of a run is due, whatever became of those before: an open loop. A server that is slow does not get its
 * requests later, and the time a request waits for a free connection counts as the server's.
 */
export class Schedule {
  readonly #options: ScheduleOptions;
  readonly #startMs: number;
  readonly #total: number;
  #taken = 0;

  /** @throws RangeError if nothing says when the run ends */
  constructor(options: ScheduleOptions, startMs: number) {
    const { rate, seconds, payments } = options;
    if (seconds === undefined && payments === undefined)
      throw new RangeError('A run needs an end: seconds or payments.');
    this.#options = options;
    this.#startMs = startMs;
    const byRate = rate > 0 && seconds !== undefined ? Math.round(rate * seconds) : Infinity;
    this.#total = Math.min(byRate, payments ?? Infinity);
  }

  /** The next turn; undefined once the run is over. */
  take(nowMs: number): Turn | undefined {
    const { rate, seconds, batch } = this.#options;
    const isLate = rate === 0 && seconds !== undefined && nowMs - this.#startMs >= seconds * 1_000;
    const payments = Math.min(batch, this.#total - this.#taken);
    if (isLate || payments <= 0) return undefined;
    const firstPayment = this.#taken;
    this.#taken += payments;
    return {
      firstPayment,
      payments,
      dueMs: rate === 0 ? nowMs : this.#startMs + (firstPayment / rate) * 1_000,
    };
  }
}
