import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { exchange } from './exchange.ts';

/** A payment to be made. */
export interface Order {
  readonly key: string;
  readonly userId: string;
  readonly merchantId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
}

/** What became of an order. */
export interface Answer {
  /** The status of its last answer; 0 if none came in time. */
  readonly status: number;
  /** Only of a payment that was acknowledged. */
  readonly payment?: AcknowledgedPayment;
  /** It had been acknowledged before, to an attempt whose answer was lost. */
  readonly isReplay?: boolean;
}

export interface AcknowledgedPayment {
  readonly id: string;
  readonly day: string;
}

export interface PaymentClientOptions {
  /** Base URL of payments-api. */
  readonly url: string;
  readonly connections: number;
  /** Asks for the decision with `Prefer: wait=N`. */
  readonly preferWaitSeconds?: number;
  /** An order is sent again, with the same key, for so long. */
  readonly retryForMs: number;
  /** Told of each further attempt: the status of the one before, 0 if there was no answer. */
  readonly onRetry: (status: number) => void;
}

const answerTimeoutMs = 15_000;
const connectTimeoutMs = 2_000;
const firstPauseMs = 20;
const longestPauseMs = 1_000;
/** An attempt that says: the same again, a little later. */
const passingStatuses = new Set([0, 429, 502, 503, 504]);

/** Makes payments, and sends an order again, under the same key, while it is not known whether it was done. */
export class PaymentClient {
  readonly #options: PaymentClientOptions;
  readonly #pool: Pool;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(options: PaymentClientOptions) {
    this.#options = options;
    this.#pool = new Pool(options.url, {
      connections: options.connections,
      pipelining: 1,
      headersTimeout: answerTimeoutMs + (options.preferWaitSeconds ?? 0) * 1_000,
      bodyTimeout: answerTimeoutMs,
      connect: { timeout: connectTimeoutMs },
    });
    this.#headers = {
      'content-type': 'application/json',
      ...(options.preferWaitSeconds !== undefined && { prefer: `wait=${options.preferWaitSeconds}` }),
    };
  }

  /** Answers in the order of the orders. */
  async pay(orders: readonly Order[]): Promise<Answer[]> {
    const answers: Answer[] = orders.map(() => ({ status: 0 }));
    const deadline = performance.now() + this.#options.retryForMs;
    let open = orders.map((order, index) => ({ order, index }));
    let pauseMs = firstPauseMs;
    for (;;) {
      const attempt = await this.#attempt(open.map(({ order }) => order));
      open.forEach(({ index }, place) => (answers[index] = attempt.answers[place] ?? { status: 0 }));
      open = open.filter(({ index }) => passingStatuses.has(answers[index]?.status ?? 0));
      const waitMs = Math.max(pauseMs * Math.random(), attempt.retryAfterMs);
      if (open.length === 0 || performance.now() + waitMs > deadline) return answers;
      for (const { index } of open) this.#options.onRetry(answers[index]?.status ?? 0);
      await pause(waitMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #attempt(orders: readonly Order[]): Promise<Attempt> {
    try {
      const [only] = orders;
      return orders.length === 1 && only !== undefined
        ? await this.#payOne(only)
        : await this.#payAll(orders);
    } catch {
      // No answer, or one that broke off: whether the payment is made is not known.
      return { answers: orders.map(() => ({ status: 0 })), retryAfterMs: 0 };
    }
  }

  async #payOne({ key, ...order }: Order): Promise<Attempt> {
    const { status, headers, document } = await exchange(this.#pool, {
      method: 'POST',
      path: '/v1/payments',
      headers: { ...this.#headers, 'idempotency-key': key },
      body: JSON.stringify(order),
    });
    const isReplay = headers['idempotency-replayed'] === 'true';
    return {
      answers: [answerOf(status, document, isReplay)],
      retryAfterMs: retryAfterMs(headers['retry-after']),
    };
  }

  async #payAll(orders: readonly Order[]): Promise<Attempt> {
    const { status, headers, document } = await exchange(this.#pool, {
      method: 'POST',
      path: '/v1/payments/batch',
      headers: this.#headers,
      body: JSON.stringify({
        payments: orders.map(({ key, ...order }) => ({ idempotencyKey: key, ...order })),
      }),
    });
    const { results } = document as { results?: readonly BatchResult[] };
    const each: readonly BatchResult[] = results ?? orders.map(() => ({ status }));
    return {
      answers: each.map(({ status: own, payment, replayed }) => answerOf(own, payment, replayed === true)),
      retryAfterMs: retryAfterMs(headers['retry-after']),
    };
  }
}

interface BatchResult {
  readonly status: number;
  readonly payment?: unknown;
  readonly replayed?: boolean;
}

interface Attempt {
  readonly answers: readonly Answer[];
  readonly retryAfterMs: number;
}

function answerOf(status: number, document: unknown, isReplay: boolean): Answer {
  if (status !== 200 && status !== 202) return { status };
  return { status, payment: document as AcknowledgedPayment, isReplay };
}

function retryAfterMs(header: string | string[] | undefined): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) ? seconds * 1_000 : 0;
}
