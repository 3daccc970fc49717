import { decisionOn } from './check-payment.ts';
import { bytes, longs } from './column.ts';
import type { Findings } from './finding.ts';
import type { Ledger } from './ledger.ts';

export interface LogRules {
  /** Approved payments a user may have in a day; by default each decision says itself with which limit it was made. */
  readonly limitPerDay?: number;
  /** Days that are not all there, so that nobody can tell which payments came first. */
  readonly partialDays?: ReadonlySet<string>;
}

/**
 * Payments that are committed at the same time have no order, though their ids do. A commit takes no longer than this, in
 * milliseconds: payments further apart have to keep their order.
 */
const longestCommitMs = 5_000;

/** Checks what has to hold of the order of `payments.requested`. */
export function checkLog(ledger: Ledger, rules: LogRules, findings: Findings): void {
  const seen = bytes();
  const users = new UserOrder(ledger, findings);
  const days = new UserDays(ledger, rules, findings);
  for (let at = 0; at < ledger.logLength; at += 1) {
    const payment = ledger.log.get(at);
    // A second record of the same payment says nothing about the order.
    if (seen.get(payment) > 0) continue;
    seen.set(payment, 1);
    users.next(payment);
    days.next(payment);
  }
}

class UserOrder {
  readonly #ledger: Ledger;
  readonly #findings: Findings;
  readonly #latestCreatedAtMs = longs();
  readonly #latestSentAtMs = longs();

  constructor(ledger: Ledger, findings: Findings) {
    this.#ledger = ledger;
    this.#findings = findings;
  }

  next(payment: number): void {
    const ledger = this.#ledger;
    const user = ledger.userOf(payment);
    const createdAtMs = ledger.createdAtMs(payment);
    const latestCreatedAtMs = this.#latestCreatedAtMs.get(user);
    if (createdAtMs + longestCommitMs < latestCreatedAtMs) this.#found('orderOfTime', payment);
    this.#latestCreatedAtMs.set(user, Math.max(createdAtMs, latestCreatedAtMs));

    const acknowledgedAtMs = ledger.acknowledgedAtMs(payment);
    if (acknowledgedAtMs === 0) return;
    const latestSentAtMs = this.#latestSentAtMs.get(user);
    if (acknowledgedAtMs < latestSentAtMs) this.#found('orderOfClient', payment);
    this.#latestSentAtMs.set(user, Math.max(ledger.sentAtMs(payment), latestSentAtMs));
  }

  #found(rule: 'orderOfTime' | 'orderOfClient', payment: number): void {
    const ledger = this.#ledger;
    this.#findings.add(
      rule,
      () =>
        `${ledger.idOf(payment)} of ${ledger.users.text(ledger.userOf(payment))} stands behind later ones`,
    );
  }
}

/** More days than an audit ever sees, so that a user and a day make one number. */
const daysPerUser = 0x1_0000;

class UserDays {
  readonly #ledger: Ledger;
  readonly #rules: LogRules;
  readonly #findings: Findings;
  readonly #places = new Map<number, number>();

  constructor(ledger: Ledger, rules: LogRules, findings: Findings) {
    this.#ledger = ledger;
    this.#rules = rules;
    this.#findings = findings;
  }

  next(payment: number): void {
    const ledger = this.#ledger;
    const key = ledger.userOf(payment) * daysPerUser + ledger.dayOf(payment);
    const place = (this.#places.get(key) ?? 0) + 1;
    this.#places.set(key, place);
    const decision = decisionOn(ledger, payment);
    const day = ledger.days.text(ledger.dayOf(payment));
    if (decision === 'undecided' || this.#rules.partialDays?.has(day) === true) return;

    const decidedWith = ledger.limitOf(payment);
    const limit = this.#rules.limitPerDay ?? decidedWith;
    const words = (): string =>
      `${ledger.idOf(payment)}, number ${place} of ${ledger.users.text(ledger.userOf(payment))} on ${day}`;
    if (decidedWith !== limit)
      this.#findings.add('limitAsAgreed', () => `${words()}, was decided with ${decidedWith}, not ${limit}`);
    if (decision !== (place <= limit ? 'approved' : 'rejected'))
      this.#findings.add('firstAreApproved', () => `${words()}, was ${decision}`);
    else if (decision === 'approved' && ledger.usedOf(payment) !== place)
      this.#findings.add('usageCounts', () => `${words()}, says it took slot ${ledger.usedOf(payment)}`);
  }
}
