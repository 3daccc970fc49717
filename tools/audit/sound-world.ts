import { Ledger } from './ledger.ts';
import { idFromText } from './payment-index.ts';

export const day = '2026-11-22';
export const firstMs = Date.parse('2026-11-22T10:00:00Z');
export const limit = 3;

export interface Told {
  readonly number: number;
  readonly userId: string;
  readonly day: string;
  readonly content: string;
  /** What it is told to be, in milliseconds after the first. */
  readonly afterMs: number;
}

/** A platform that did everything right, in lists that a test then spoils. */
export interface World {
  readonly acknowledged: Told[];
  readonly stored: (Told & { status: 'pending' | 'approved' | 'rejected' })[];
  readonly requested: Told[];
  readonly decided: (Told & { approved: boolean; used?: number; limit: number })[];
  readonly exceeded: Told[];
  readonly notified: Told[];
}

/** Five payments of asha, of which the limit lets three through, and two of ravi. */
export function soundWorld(): World {
  const payments = ['asha', 'asha', 'ravi', 'asha', 'asha', 'ravi', 'asha'].map((userId, index) => ({
    number: index,
    userId,
    day,
    content: `chai ${index}`,
    afterMs: index * 10_000,
  }));
  const places = new Map<string, number>();
  const decided = payments.map((payment) => {
    const place = (places.get(payment.userId) ?? 0) + 1;
    places.set(payment.userId, place);
    return place <= limit
      ? { ...payment, approved: true, used: place, limit }
      : { ...payment, approved: false, limit };
  });
  const rejected = decided.filter(({ approved }) => !approved);
  return {
    acknowledged: [...payments],
    stored: decided.map((payment) => ({ ...payment, status: payment.approved ? 'approved' : 'rejected' })),
    requested: [...payments],
    decided,
    exceeded: [...rejected],
    notified: [...rejected],
  };
}

export function idOf({ number, afterMs }: Told): string {
  const time = (firstMs + afterMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

function sightingOf(told: Told) {
  const id = idFromText(idOf(told));
  if (id === undefined) throw new Error(`${idOf(told)} is no UUID`);
  return { id, userId: told.userId, day: told.day, content: told.content };
}

export function ledgerOf(world: World, scope = { fromMs: 0, toMs: Infinity }): Ledger {
  const ledger = new Ledger(scope);
  for (const each of world.requested) ledger.requested(sightingOf(each));
  for (const each of world.decided) ledger.decided(sightingOf(each), each);
  for (const each of world.exceeded) ledger.exceeded(sightingOf(each));
  for (const each of world.stored) ledger.stored(sightingOf(each), each.status);
  for (const each of world.notified) ledger.notified(sightingOf(each));
  for (const each of world.acknowledged) {
    const sentAtMs = firstMs + each.afterMs;
    ledger.acknowledged(sightingOf(each), sentAtMs, sentAtMs + 5);
  }
  return ledger;
}
