import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Acknowledgement, Journal } from './journal.ts';
import { Latencies, type Percentiles } from './latencies.ts';
import { type Answer, type Order, PaymentClient } from './payment-client.ts';
import { Schedule, type Turn } from './schedule.ts';

export interface LoadOptions {
  /** Base URL of payments-api. */
  readonly url: string;
  /** Payments a second; 0 is as fast as answers come. */
  readonly rate: number;
  /** One of `seconds` and `payments` at least; what ends first ends the run. */
  readonly seconds?: number;
  readonly payments?: number;
  /** They pay in turn. */
  readonly users: number;
  /** By default names nobody else has. */
  readonly userName?: (index: number) => string;
  /** Default 32. */
  readonly connections?: number;
  /** Payments in one request; default 1. */
  readonly batch?: number;
  /** Where acknowledged payments are written down: a file, or whoever takes them. */
  readonly journal?: string | ((acknowledgement: Acknowledgement) => void);
  /** Asks for the decision with `Prefer: wait=N`. */
  readonly preferWaitSeconds?: number;
  /** How long an order is sent again while there is no answer, or one that says later; default 60,000. */
  readonly retryForMs?: number;
  /** Ends the run early: what was sent is still waited for. */
  readonly signal?: AbortSignal;
  /** Told every second. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface LoadProgress {
  readonly seconds: number;
  readonly acknowledged: number;
  /** Of the last second. */
  readonly rate: number;
  readonly latencyMs: Percentiles;
  readonly retries: number;
}

export interface LoadReport {
  readonly seconds: number;
  readonly sent: number;
  readonly acknowledged: number;
  /** Acknowledged payments a second. */
  readonly rate: number;
  /** Payments by the status of their last answer; 0 stands for no answer. */
  readonly byStatus: ReadonlyMap<number, number>;
  /** Further attempts, by the status of the one before. */
  readonly retries: ReadonlyMap<number, number>;
  /** Acknowledged once more, because the first answer was lost. */
  readonly replays: number;
  /** From when a payment was due to its answer, whatever kept it from being sent. */
  readonly latencyMs: Percentiles;
  /** How late a payment was sent at worst, because every connection was busy. */
  readonly latestMs: number;
  /** From when it was sent for the first time to its answer. */
  readonly serviceMs: Percentiles;
}

const defaultConnections = 32;
const defaultRetryForMs = 60_000;
const progressEveryMs = 1_000;

/**
 * Sends payments at a rate, or as fast as answers come, and says what came back and how fast.
 *
 * @example
 * const report = await sendPayments({ url: 'http://127.0.0.1:3000', rate: 500, seconds: 10, users: 100 });
 * if (report.acknowledged < report.sent) console.log(report.byStatus);
 */
export async function sendPayments(options: LoadOptions): Promise<LoadReport> {
  const run = new LoadRun(options);
  try {
    return await run.toItsEnd();
  } finally {
    await run.close();
  }
}

class LoadRun {
  readonly #options: LoadOptions;
  readonly #client: PaymentClient;
  readonly #file: Journal | undefined;
  readonly #note: (acknowledgement: Acknowledgement) => void;
  readonly #name = `load-${randomBytes(4).toString('hex')}`;
  readonly #byStatus = new Map<number, number>();
  readonly #retries = new Map<number, number>();
  readonly #latencies = new Latencies();
  readonly #latenciesOfSecond = new Latencies();
  readonly #serviceTimes = new Latencies();
  readonly #startMs = performance.now();
  #sent = 0;
  #acknowledged = 0;
  #replays = 0;
  #latestMs = 0;

  constructor(options: LoadOptions) {
    const { url, connections = defaultConnections, retryForMs = defaultRetryForMs, journal } = options;
    this.#options = options;
    this.#client = new PaymentClient({
      url,
      connections,
      retryForMs,
      ...(options.preferWaitSeconds !== undefined && { preferWaitSeconds: options.preferWaitSeconds }),
      onRetry: (status) => increment(this.#retries, status),
    });
    this.#file = typeof journal === 'string' ? new Journal(journal) : undefined;
    this.#note = typeof journal === 'function' ? journal : (line) => this.#file?.write(line);
  }

  async toItsEnd(): Promise<LoadReport> {
    const { connections = defaultConnections, batch = 1, onProgress } = this.#options;
    const schedule = new Schedule({ ...this.#options, batch }, this.#startMs);
    const progress = onProgress === undefined ? undefined : this.#tellEverySecond(onProgress);
    try {
      await Promise.all(Array.from({ length: connections }, () => this.#work(schedule)));
    } finally {
      clearInterval(progress);
    }
    return this.#report();
  }

  async close(): Promise<void> {
    await this.#client.close();
    await this.#file?.close();
  }

  /** One connection: takes turns until there are no more. */
  async #work(schedule: Schedule): Promise<void> {
    const { signal } = this.#options;
    const isEnding = (): boolean => signal?.aborted === true;
    while (!isEnding()) {
      const turn = schedule.take(performance.now());
      if (turn === undefined) return;
      const earlyMs = turn.dueMs - performance.now();
      if (earlyMs > 0) await pause(earlyMs, undefined, { signal }).catch(() => undefined);
      if (isEnding()) return;
      await this.#takeTurn(turn);
    }
  }

  async #takeTurn(turn: Turn): Promise<void> {
    const orders = Array.from({ length: turn.payments }, (_, index) =>
      this.#order(turn.firstPayment + index),
    );
    const sentMs = performance.now();
    this.#sent += orders.length;
    this.#latestMs = Math.max(this.#latestMs, sentMs - turn.dueMs);
    const answers = await this.#client.pay(orders);
    const answeredMs = performance.now();
    answers.forEach((answer, index) => {
      this.#count(answer);
      const order = orders[index];
      if (answer.payment !== undefined && order !== undefined)
        this.#note(acknowledgementOf({ order, payment: answer.payment, sentMs, answeredMs }));
      this.#latencies.add(answeredMs - turn.dueMs);
      this.#latenciesOfSecond.add(answeredMs - turn.dueMs);
      this.#serviceTimes.add(answeredMs - sentMs);
    });
  }

  #order(number: number): Order {
    const { users, userName = (index: number): string => `${this.#name}-${index}` } = this.#options;
    return {
      key: `${this.#name}-${number}`,
      userId: userName(number % users),
      merchantId: merchants[number % merchants.length] ?? 'chai-point',
      amount: smallestAmount + ((number * amountStep) % amountSpan),
      currency: 'INR',
    };
  }

  #count({ status, payment, isReplay }: Answer): void {
    increment(this.#byStatus, status);
    if (payment !== undefined) this.#acknowledged += 1;
    if (isReplay === true) this.#replays += 1;
  }

  #tellEverySecond(tell: (progress: LoadProgress) => void): NodeJS.Timeout {
    let before = 0;
    return setInterval(() => {
      tell({
        seconds: (performance.now() - this.#startMs) / 1_000,
        acknowledged: this.#acknowledged,
        rate: this.#acknowledged - before,
        latencyMs: this.#latenciesOfSecond.percentiles(),
        retries: total(this.#retries),
      });
      this.#latenciesOfSecond.reset();
      before = this.#acknowledged;
    }, progressEveryMs);
  }

  #report(): LoadReport {
    const seconds = (performance.now() - this.#startMs) / 1_000;
    return {
      seconds,
      sent: this.#sent,
      acknowledged: this.#acknowledged,
      rate: this.#acknowledged / seconds,
      byStatus: this.#byStatus,
      retries: this.#retries,
      replays: this.#replays,
      latencyMs: this.#latencies.percentiles(),
      latestMs: this.#latestMs,
      serviceMs: this.#serviceTimes.percentiles(),
    };
  }
}

const merchants = ['chai-point', 'metro-card', 'kirana-store', 'book-stall', 'auto-rickshaw'];
const smallestAmount = 100;
const amountSpan = 1_000_00;
/** No divisor of the span, so that amounts differ. */
const amountStep = 7_919;

function acknowledgementOf(made: {
  order: Order;
  payment: { id: string; day: string };
  sentMs: number;
  answeredMs: number;
}): Acknowledgement {
  const { order, payment, sentMs, answeredMs } = made;
  const { timeOrigin } = performance;
  return {
    ...order,
    id: payment.id,
    day: payment.day,
    sentAtMs: timeOrigin + sentMs,
    acknowledgedAtMs: timeOrigin + answeredMs,
  };
}

function increment(counts: Map<number, number>, status: number): void {
  counts.set(status, (counts.get(status) ?? 0) + 1);
}

/** All of them together. */
export function total(counts: ReadonlyMap<number, number>): number {
  return counts.values().reduce((sum, count) => sum + count, 0);
}
