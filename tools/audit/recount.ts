import { Findings } from './finding.ts';
import { checkLog, type LogRules } from './check-log.ts';
import { checkPayment } from './check-payment.ts';
import type { Ledger, Source } from './ledger.ts';
import { type Counts, type DayCounts, noCounts } from './counts.ts';
import type { Finding } from './finding.ts';

export interface Recount {
  readonly total: Counts;
  /** One for each day, the earliest first. */
  readonly days: readonly DayCounts[];
  readonly findings: readonly Finding[];
}

/**
 * Counts what the ledger has seen and checks every rule on it. `findings` takes up what was found before, while reading.
 *
 * @example
 * const { total, findings } = recount(ledger, { limitPerDay: 10 });
 */
export function recount(ledger: Ledger, rules: LogRules = {}, findings = new Findings()): Recount {
  const total = noCounts();
  const days = ledger.days.all.map((day) => ({ day, ...noCounts() }));
  for (let payment = 0; payment < ledger.size; payment += 1) {
    count(ledger, payment, total);
    const day = days[ledger.dayOf(payment)];
    if (day !== undefined) count(ledger, payment, day);
    checkPayment(ledger, payment, findings);
  }
  checkLog(ledger, rules, findings);
  return {
    total,
    days: days.toSorted((one, other) => (one.day < other.day ? -1 : 1)),
    findings: findings.list(),
  };
}

function count(ledger: Ledger, payment: number, counts: Counts): void {
  const times = (source: Source): number => ledger.times(source, payment);
  counts.acknowledged += times('acknowledged');
  counts.stored += times('stored');
  counts.requested += times('requested');
  counts.decided += times('decided');
  counts.approved += ledger.approvalsOf(payment);
  counts.rejected += times('decided') - ledger.approvalsOf(payment);
  counts.exceeded += times('exceeded');
  counts.notified += times('notified');
}
