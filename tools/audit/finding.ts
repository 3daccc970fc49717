/** A rule that does not hold, with the first places where it does not. */
export interface Finding {
  readonly rule: Rule;
  readonly count: number;
  /** At most ten. */
  readonly examples: readonly string[];
}

/** The rules, in the words of the report. */
export const rules = {
  acknowledgedIsStored: 'every acknowledged payment is in MySQL',
  keyMakesOnePayment: 'one Idempotency-Key never makes two payments',
  storedIsRequested: 'every payment in MySQL is in payments.requested',
  requestedIsStored: 'payments.requested has no payment that is not in MySQL',
  requestedOnce: 'every payment is in payments.requested once',
  requestedIsDecided: 'every requested payment is decided',
  decidedIsRequested: 'nothing is decided that was not requested',
  decidedOnce: 'every payment is decided once',
  nothingPending: 'no payment is left pending',
  statusIsDecision: 'the status in MySQL is the decision',
  sameEverywhere: 'user, day, amount and merchant of a payment are the same everywhere',
  firstAreApproved: 'the first payments of a user and day are approved, up to the limit, and no more',
  limitAsAgreed: 'decisions are made with the limit that is set',
  usageCounts: 'approved payments count the slots of their day 1, 2, 3 …',
  rejectedIsExceeded: 'every rejected payment is in limits.exceeded, once',
  exceededIsRejected: 'limits.exceeded has rejected payments only',
  exceededIsNotified: 'every rejected payment has its notification, once',
  notifiedIsExceeded: 'nobody is notified of a payment that was not rejected',
  orderOfTime: 'the payments of a user stand in payments.requested in the order of their acceptance',
  orderOfClient: 'what a client sent after an acknowledgement stands behind it in payments.requested',
  recordsAreEvents: 'what is no event of its topic is among the dead letters of those who read the topic',
} as const;

export type Rule = keyof typeof rules;

const maxExamples = 10;

/** Collects where rules do not hold. */
export class Findings {
  readonly #found = new Map<Rule, { count: number; examples: string[] }>();

  add(rule: Rule, example: string | (() => string)): void {
    const entry = this.#found.get(rule) ?? { count: 0, examples: [] };
    this.#found.set(rule, entry);
    entry.count += 1;
    if (entry.examples.length < maxExamples)
      entry.examples.push(typeof example === 'string' ? example : example());
  }

  /** In the order of {@link rules}. */
  list(): Finding[] {
    return (Object.keys(rules) as Rule[]).flatMap((rule) => {
      const found = this.#found.get(rule);
      return found === undefined ? [] : [{ rule, ...found }];
    });
  }
}
