import { bytes, CountColumn, longs, Names, shorts, words } from './column.ts';
import { type IdWords, idText, idTimeMs, PaymentIndex } from './payment-index.ts';

/** Where a payment can be seen from outside. */
export type Source = (typeof sources)[number];
export const sources = ['acknowledged', 'stored', 'requested', 'decided', 'exceeded', 'notified'] as const;

export type Status = (typeof statuses)[number];
/** In this order, so that no status is 0. */
const statuses = ['unknown', 'pending', 'approved', 'rejected'] as const;

/** A payment as one source tells it. */
export interface Sighting {
  readonly id: IdWords;
  readonly userId: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Everything else it tells, in a form that two sources share; undefined if it tells no more. */
  readonly content?: string;
}

/** Payments that are counted: accepted at `fromMs` or later, and not after `toMs`. */
export interface Scope {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * All that was seen of each payment, in a few dozen bytes for each. Payments outside the scope are counted and forgotten.
 */
export class Ledger {
  readonly users = new Names();
  readonly days = new Names();
  readonly counts: Readonly<Record<Source, CountColumn>> = {
    acknowledged: new CountColumn(),
    stored: new CountColumn(),
    requested: new CountColumn(),
    decided: new CountColumn(),
    exceeded: new CountColumn(),
    notified: new CountColumn(),
  };
  /** Sightings that were left out, because the payment is older or newer than the scope. */
  readonly leftOut = { older: 0, newer: 0 };
  /** The payments in the order of `payments.requested`: that of each partition, and so of each user. */
  readonly log = words();
  logLength = 0;

  readonly #scope: Scope;
  readonly #index = new PaymentIndex();
  readonly #user = words();
  readonly #day = shorts();
  readonly #content = words();
  /** A bit for each source that told another user, day or content than the first one. */
  readonly #differing = bytes();
  readonly #status = bytes();
  readonly #approvals = new CountColumn();
  readonly #used = words();
  readonly #limit = words();
  readonly #sentAtMs = longs();
  readonly #acknowledgedAtMs = longs();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Payments that were seen anywhere; their numbers go from 0 up to here. */
  get size(): number {
    return this.#index.size;
  }

  /** An acknowledgement that the client wrote down; times are the client's, in milliseconds since the epoch. */
  acknowledged(sighting: Sighting, sentAtMs: number, acknowledgedAtMs: number): void {
    const payment = this.#see('acknowledged', sighting);
    if (payment === undefined) return;
    this.#sentAtMs.set(payment, sentAtMs);
    this.#acknowledgedAtMs.set(payment, acknowledgedAtMs);
  }

  /** A row of the database. */
  stored(sighting: Sighting, status: Exclude<Status, 'unknown'>): void {
    const payment = this.#see('stored', sighting);
    if (payment !== undefined) this.#status.set(payment, statuses.indexOf(status));
  }

  /** A record of `payments.requested`; those of a partition in their order. */
  requested(sighting: Sighting): void {
    const payment = this.#see('requested', sighting);
    if (payment === undefined) return;
    this.log.set(this.logLength, payment);
    this.logLength += 1;
  }

  /** A record of `payments.decided`; `used` only of an approved one. */
  decided(sighting: Sighting, decision: { approved: boolean; used?: number; limit: number }): void {
    const payment = this.#see('decided', sighting);
    if (payment === undefined) return;
    if (decision.approved) this.#approvals.add(payment);
    this.#used.set(payment, decision.used ?? 0);
    this.#limit.set(payment, decision.limit);
  }

  /** A record of `limits.exceeded`. */
  exceeded(sighting: Sighting): void {
    this.#see('exceeded', sighting);
  }

  /** A notification that the user has. */
  notified(sighting: Sighting): void {
    this.#see('notified', sighting);
  }

  times(source: Source, payment: number): number {
    return this.counts[source].get(payment);
  }

  idOf(payment: number): string {
    return idText(this.#index.id(payment));
  }

  /** When the database accepted it, in milliseconds since the epoch: its id says so. */
  createdAtMs(payment: number): number {
    return idTimeMs(this.#index.id(payment)) ?? 0;
  }

  userOf(payment: number): number {
    return this.#user.get(payment);
  }

  dayOf(payment: number): number {
    return this.#day.get(payment);
  }

  statusOf(payment: number): Status {
    return statuses[this.#status.get(payment)] ?? 'unknown';
  }

  /** How many of its decisions approved it; the others rejected it. */
  approvalsOf(payment: number): number {
    return this.#approvals.get(payment);
  }

  usedOf(payment: number): number {
    return this.#used.get(payment);
  }

  limitOf(payment: number): number {
    return this.#limit.get(payment);
  }

  /** Sources that tell another user, day or content of it than the source that was read first. */
  differingSources(payment: number): Source[] {
    const bits = this.#differing.get(payment);
    return sources.filter((_, index) => (bits & (1 << index)) !== 0);
  }

  /** 0 without a journal. */
  sentAtMs(payment: number): number {
    return this.#sentAtMs.get(payment);
  }

  acknowledgedAtMs(payment: number): number {
    return this.#acknowledgedAtMs.get(payment);
  }

  #see(source: Source, sighting: Sighting): number | undefined {
    const timeMs = idTimeMs(sighting.id);
    if (timeMs !== undefined && this.#isLeftOut(timeMs)) return undefined;
    const isFirst = this.#index.size;
    const payment = this.#index.numberOf(sighting.id);
    const user = this.users.numberOf(sighting.userId);
    const day = this.days.numberOf(sighting.day);
    const content = fingerprint(sighting.content);
    if (payment === isFirst) {
      this.#user.set(payment, user);
      this.#day.set(payment, day);
    } else if (user !== this.#user.get(payment) || day !== this.#day.get(payment)) {
      this.#differs(payment, source);
    }
    if (this.#content.get(payment) === 0) this.#content.set(payment, content);
    else if (content !== 0 && content !== this.#content.get(payment)) this.#differs(payment, source);
    this.counts[source].add(payment);
    return payment;
  }

  #isLeftOut(timeMs: number): boolean {
    if (timeMs < this.#scope.fromMs) this.leftOut.older += 1;
    else if (timeMs > this.#scope.toMs) this.leftOut.newer += 1;
    else return false;
    return true;
  }

  #differs(payment: number, source: Source): void {
    this.#differing.set(payment, this.#differing.get(payment) | (1 << sources.indexOf(source)));
  }
}

/** A number for a text, never 0; 0 for none. */
function fingerprint(text: string | undefined): number {
  if (text === undefined) return 0;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0 || 1;
}
