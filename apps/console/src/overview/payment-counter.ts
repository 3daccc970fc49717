import type { Mysql } from '../mysql/mysql.service.ts';

export interface PaymentCounts {
  readonly payments: number;
  readonly rejected: number;
  readonly pending: number;
  readonly notified: number;
  /** Committed in the last ten seconds, a second. */
  readonly perSecond: number;
}

interface Counted {
  payments: number;
  rejected: number;
  pending: number;
  notified: number;
}

/** What is older than this is counted once, if nothing of it is pending: ids carry the time. */
const settledAfterMs = 60_000;
const rateMs = 10_000;
const idBytes = 16;
const timeBytes = 6;

/** Counts payments and notifications in MySQL: all of them once, then only those of the last minute again. */
export class PaymentCounter {
  private settled: Counted = { payments: 0, rejected: 0, pending: 0, notified: 0 };
  private settledToMs = 0;

  constructor(private readonly mysql: Mysql) {}

  async count(nowMs: number): Promise<PaymentCounts> {
    const settleMs = nowMs - settledAfterMs;
    const [old, young, recent] = await Promise.all([
      this.between(this.settledToMs, settleMs),
      this.between(settleMs, Number.MAX_SAFE_INTEGER),
      this.between(nowMs - rateMs, nowMs),
    ]);
    const sum = added(added(this.settled, old), young);
    if (old.pending === 0 && old.rejected === old.notified) {
      this.settled = added(this.settled, old);
      this.settledToMs = settleMs;
    }
    return { ...sum, perSecond: recent.payments / (rateMs / 1_000) };
  }

  private async between(fromMs: number, toMs: number): Promise<Counted> {
    const [first, after] = [firstIdAt(fromMs), firstIdAt(toMs)];
    const [payments] = await this.mysql.rows<Record<'payments' | 'rejected' | 'pending', string>>(
      `SELECT COUNT(*) AS payments, COALESCE(SUM(status = 'rejected'), 0) AS rejected, COALESCE(SUM(status = 'pending'), 0) AS pending
       FROM payments.payments WHERE id >= ? AND id < ?`,
      [first, after],
    );
    // The id of a notification begins with the time of its payment.
    const [notifications] = await this.mysql.rows<{ notified: string }>(
      'SELECT COUNT(*) AS notified FROM notifications.notifications WHERE id >= ? AND id < ?',
      [textOf(first), textOf(after)],
    );
    return {
      payments: Number(payments?.payments),
      rejected: Number(payments?.rejected),
      pending: Number(payments?.pending),
      notified: Number(notifications?.notified),
    };
  }
}

function added(a: Counted, b: Counted): Counted {
  return {
    payments: a.payments + b.payments,
    rejected: a.rejected + b.rejected,
    pending: a.pending + b.pending,
    notified: a.notified + b.notified,
  };
}

function firstIdAt(ms: number): Buffer {
  const id = Buffer.alloc(idBytes);
  id.writeUIntBE(Math.min(Math.max(0, Math.floor(ms)), 2 ** (8 * timeBytes) - 1), 0, timeBytes);
  return id;
}

function textOf(id: Buffer): string {
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
