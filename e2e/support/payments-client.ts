import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Acknowledgement } from '../../tools/load/journal.ts';
import { type Answer, HttpClient } from './http-client.ts';

/** What `POST /v1/payments` takes. */
export interface Order {
  readonly userId: string;
  readonly merchantId: string;
  readonly amount: number;
  readonly currency: string;
  readonly description?: string;
}

/** A payment as the API shows it. */
export interface Payment extends Order {
  readonly id: string;
  readonly status: 'pending' | 'approved' | 'rejected';
  readonly reason: string | null;
  readonly day: string;
  readonly createdAt: string;
  readonly decidedAt: string | null;
}

/** A payment of `userId`; say what else the journey is about. */
export function orderOf(userId: string, order: Partial<Order> = {}): Order {
  return { userId, merchantId: 'chai-point', amount: 12_500, currency: 'INR', ...order };
}

const defaultConnections = 32;
const acceptTimeoutMs = 60_000;
const retryPauseMs = 100;
/** What says that the same request may succeed later. */
const retriedStatuses: ReadonlySet<number> = new Set([429, 503]);

/** A client of payments-api that does what its documentation asks of clients, and writes down what it was promised. */
export class PaymentsClient {
  /** Every payment that was accepted, for the audit. */
  readonly acknowledgements: Acknowledgement[] = [];
  readonly #http: HttpClient;
  readonly #url: () => string;

  /** @param url of the API, asked for before each request */
  constructor(url: () => string, connections = defaultConnections) {
    this.#url = url;
    this.#http = new HttpClient(connections);
  }

  /** One attempt. */
  pay(order: object, key: string = randomUUID(), headers: Record<string, string> = {}): Promise<Answer> {
    return this.post('/v1/payments', JSON.stringify(order), { 'idempotency-key': key, ...headers });
  }

  /** As many attempts as it takes, with the same key. @throws Error if it is refused, or not accepted in time */
  async payUntilAccepted(order: Order): Promise<Payment> {
    const key = randomUUID();
    const sentAtMs = Date.now();
    for (;;) {
      const answer = await this.pay(order, key).catch(() => undefined);
      if (answer?.status === 202) return this.#acknowledged(answer.body as Payment, key, sentAtMs);
      if (answer !== undefined && !retriedStatuses.has(answer.status))
        throw new Error(`A payment was refused with ${answer.status}: ${JSON.stringify(answer.body)}`);
      if (Date.now() > sentAtMs + acceptTimeoutMs)
        throw new Error(`A payment was not accepted within ${acceptTimeoutMs} ms.`);
      await pause(retryPauseMs);
    }
  }

  post(path: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#http.send(this.#url() + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  get(path: string): Promise<Answer> {
    return this.#http.send(this.#url() + path);
  }

  /** All payments of a user, newest first. */
  paymentsOf(userId: string): Promise<Payment[]> {
    return this.#http.pages<Payment>(`${this.#url()}/v1/payments?userId=${userId}&limit=100`);
  }

  close(): void {
    this.#http.close();
  }

  #acknowledged(payment: Payment, key: string, sentAtMs: number): Payment {
    const { id, userId, merchantId, amount, currency, day } = payment;
    const times = { sentAtMs, acknowledgedAtMs: Date.now() };
    this.acknowledgements.push({ id, key, userId, merchantId, amount, currency, day, ...times });
    return payment;
  }
}
