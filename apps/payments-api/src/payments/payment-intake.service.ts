import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { databaseAway, isDatabaseAway } from '@payments/database';
import { CommitQueueFullError, CommitsEndedError, GroupCommit } from './group-commit.ts';
import { commitSeconds, groupSizes, queueLength } from './intake-metrics.ts';
import { isRepetition, type PaymentOrder } from './payment-order.ts';
import { paymentProblems } from './payment-problems.ts';
import { PaymentStore, type StoredPayment } from './payment-store.service.ts';

const bounds = { maxGroupSize: 1_000, maxConcurrentCommits: 2, maxQueued: 20_000, maxWaitMs: 5_000 };

type Outcome = { readonly stored: StoredPayment } | { readonly error: unknown };

/** Takes orders and makes each a committed payment, or says why not. Orders that arrive together share a commit. */
@Injectable()
export class PaymentIntake implements OnApplicationShutdown {
  private readonly commits: GroupCommit<PaymentOrder, Outcome>;

  constructor(private readonly store: PaymentStore) {
    this.commits = new GroupCommit({ ...bounds, commit: (orders) => this.measured(orders) });
    queueLength.observe(() => this.commits.queued);
  }

  /**
   * Resolves when the payment is committed, by this order or, if it is a repetition, by an earlier one.
   *
   * @throws Problem
   */
  async accept(order: PaymentOrder): Promise<StoredPayment> {
    try {
      return acceptedFrom(order, await this.commits.submit(order));
    } catch (error) {
      throw problemOf(error);
    }
  }

  /** The same for many orders, each with an outcome of its own, in their order; its error is a Problem or unexpected. */
  async acceptAll(orders: readonly PaymentOrder[]): Promise<PromiseSettledResult<StoredPayment>[]> {
    try {
      const settled = await this.commits.submitAll(orders);
      return await Promise.allSettled(
        settled.map(async (each, index) => {
          if (each.status === 'rejected') throw problemOf(each.reason);
          return acceptedFrom(orders[index] as PaymentOrder, each.value);
        }),
      );
    } catch (error) {
      throw problemOf(error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.commits.end();
  }

  private async measured(orders: readonly PaymentOrder[]): Promise<Outcome[]> {
    groupSizes.observe(orders.length);
    const stop = commitSeconds.startTimer();
    try {
      return await this.commit(orders);
    } finally {
      stop();
    }
  }

  /** A row the database refuses fails its whole group. Halving the group finds it, and it fails alone. */
  private async commit(orders: readonly PaymentOrder[]): Promise<Outcome[]> {
    try {
      return (await this.store.insert(orders)).map((stored) => ({ stored }));
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      if (orders.length === 1) return [{ error }];
      const middle = Math.ceil(orders.length / 2);
      return [...(await this.commit(orders.slice(0, middle))), ...(await this.commit(orders.slice(middle)))];
    }
  }
}

function acceptedFrom(order: PaymentOrder, outcome: Outcome): StoredPayment {
  if ('error' in outcome) throw outcome.error;
  const { stored } = outcome;
  if (!stored.isNew && !isRepetition(order, stored.payment)) throw paymentProblems.idempotencyKeyReused();
  return stored;
}

function problemOf(error: unknown): unknown {
  if (error instanceof CommitQueueFullError) return paymentProblems.tooManyRequests(error);
  if (error instanceof CommitsEndedError) return paymentProblems.stopping(error);
  return isDatabaseAway(error) ? databaseAway(error) : error;
}
