import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Payment } from '../payments/payment.ts';
import { type Decision, decidedPayment } from './decision.ts';
import { DecisionStore } from './decision-store.service.ts';

const maxWaiting = 5_000;
const pollIntervalMs = 100;

type Listener = (decision: Decision | undefined) => void;

/**
 * Lets requests wait for the decision on their payment. This instance hears of the decisions it applies itself; for those
 * that another instance applies, it looks into the table now and then, while anybody waits.
 */
@Injectable()
export class DecisionWatch implements OnModuleDestroy {
  private readonly log = new Logger(DecisionWatch.name);
  private readonly waiting = new Map<string, Set<Listener>>();
  private waitingCount = 0;
  private poll: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(private readonly store: DecisionStore) {}

  /** The payment with its decision; undefined if there is none in time, or too many wait already. */
  async decided(payment: Payment, timeoutMs: number): Promise<Payment | undefined> {
    if (payment.status !== 'pending') return payment;
    if (timeoutMs <= 0 || this.stopping || this.waitingCount >= maxWaiting) return undefined;
    const decision = await this.wait(payment.id, timeoutMs);
    return decision === undefined ? undefined : decidedPayment(payment, decision);
  }

  /** Tells those who wait that these decisions are in the table. */
  announce(decisions: readonly Decision[]): void {
    if (this.waitingCount === 0) return;
    for (const decision of decisions)
      for (const listener of this.waiting.get(decision.paymentId) ?? []) listener(decision);
  }

  /** Nobody waits for a service that stops: each gets its answer as things stand. */
  onModuleDestroy(): void {
    this.stopping = true;
    for (const listeners of this.waiting.values()) for (const listener of listeners) listener(undefined);
  }

  private wait(id: string, timeoutMs: number): Promise<Decision | undefined> {
    return new Promise((resolve) => {
      const listener: Listener = (decision) => {
        clearTimeout(timer);
        this.forget(id, listener);
        resolve(decision);
      };
      const timer = setTimeout(listener, timeoutMs, undefined);
      const listeners = this.waiting.get(id) ?? new Set();
      this.waiting.set(id, listeners.add(listener));
      this.waitingCount += 1;
      this.poll ??= setTimeout(() => void this.look(), pollIntervalMs);
    });
  }

  private forget(id: string, listener: Listener): void {
    const listeners = this.waiting.get(id);
    if (listeners?.delete(listener) !== true) return;
    this.waitingCount -= 1;
    if (listeners.size === 0) this.waiting.delete(id);
  }

  private async look(): Promise<void> {
    try {
      this.announce(await this.store.read([...this.waiting.keys()]));
    } catch (error) {
      this.log.warn(`Cannot look for decisions: ${(error as Error).message}`);
    }
    this.poll = this.waiting.size === 0 ? undefined : setTimeout(() => void this.look(), pollIntervalMs);
  }
}
