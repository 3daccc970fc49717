import { Injectable } from '@nestjs/common';
import { MysqlPool } from '../database/mysql-pool.service.ts';
import { GroupCommit } from '../payments/group-commit.ts';
import { paymentIdBytes, paymentIdText } from '../payments/payment-id.ts';
import type { Decision } from './decision.ts';

const maxDecisionsPerStatement = 1_000;
/** Each partition has one batch under way at most, so that these are never reached. */
const bounds = { maxGroupSize: 100, maxQueued: 1_000, maxWaitMs: 60_000 };
/** The next is on its way while one is committed. */
const maxConcurrentCommits = 2;

/** The decisions lead, and each payment is found by its id; a payment that has its decision keeps it. */
const updateSql = (count: number): string => `
  UPDATE (VALUES ${Array.from({ length: count }, () => 'ROW(?, ?, ?, ?)').join(', ')})
    AS decided (id, status, reason, decided_at)
  STRAIGHT_JOIN payments FORCE INDEX (PRIMARY) ON payments.id = decided.id
  SET payments.status = decided.status, payments.reason = decided.reason, payments.decided_at = decided.decided_at
  WHERE payments.status = 'pending'`;

const selectDecidedSql = `
  SELECT id, status, reason, decided_at FROM payments WHERE id IN (?) AND status <> 'pending'`;

/** Decisions in the table of payments. */
@Injectable()
export class DecisionStore {
  /** What limit-check decides together comes in a batch of each partition. */
  private readonly commits = new GroupCommit<readonly Decision[], string[]>({
    ...bounds,
    maxConcurrentCommits,
    commit: (batches) => this.applyTogether(batches),
  });

  constructor(private readonly pool: MysqlPool) {}

  /**
   * Gives the payments their decisions, once: a decision that comes again changes nothing.
   *
   * @returns the ids of payments that do not exist
   */
  apply(decisions: readonly Decision[]): Promise<string[]> {
    return this.commits.submit(decisions);
  }

  /** The decisions there are on these payments. */
  async read(paymentIds: readonly string[]): Promise<Decision[]> {
    if (paymentIds.length === 0) return [];
    const rows = await this.pool.use((connection) =>
      connection.read(selectDecidedSql, [paymentIds.map(paymentIdBytes)]),
    );
    return rows.map((row) => ({
      paymentId: paymentIdText(row['id']),
      status: row['status'],
      reason: row['reason'],
      decidedAt: row['decided_at'],
    }));
  }

  /** Returns what is missing of each batch. */
  private async applyTogether(batches: readonly (readonly Decision[])[]): Promise<string[][]> {
    const decisions = batches.flat();
    const missing = new Set<string>();
    for (let start = 0; start < decisions.length; start += maxDecisionsPerStatement) {
      const chunk = decisions.slice(start, start + maxDecisionsPerStatement);
      for (const id of await this.applyChunk(chunk)) missing.add(id);
    }
    return batches.map((batch) => batch.map(({ paymentId }) => paymentId).filter((id) => missing.has(id)));
  }

  private async applyChunk(decisions: readonly Decision[]): Promise<string[]> {
    const values = decisions.flatMap(({ paymentId, status, reason, decidedAt }) => [
      paymentIdBytes(paymentId),
      status,
      reason,
      decidedAt,
    ]);
    const changed = await this.pool.use((connection) =>
      connection.write(updateSql(decisions.length), values),
    );
    if (changed === decisions.length) return [];
    const ids = decisions.map(({ paymentId }) => paymentId);
    const decided = new Set((await this.read(ids)).map(({ paymentId }) => paymentId));
    return ids.filter((id) => !decided.has(id));
  }
}
