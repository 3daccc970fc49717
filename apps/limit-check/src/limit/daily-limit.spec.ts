import { describe, expect, it } from 'vitest';
import { decide, type PaymentOfDay } from './daily-limit.ts';
import type { DailyUsage } from './daily-usage.ts';

const limitPerDay = 10;

/** The verdicts on the payments of one user, in log order, from `usage` on. */
function verdicts(
  log: readonly PaymentOfDay[],
  usage?: DailyUsage,
): { verdicts: string[]; usage: DailyUsage } {
  let current = usage;
  const result = log.map((payment) => {
    const decision = decide(current, payment, limitPerDay);
    if (decision.verdict === 'approved') current = decision.usage;
    return decision.verdict;
  });
  return { verdicts: result, usage: current ?? {} };
}

function payments(count: number, day = '2026-11-22'): PaymentOfDay[] {
  return Array.from({ length: count }, (_, index) => ({ paymentId: `${day}#${index + 1}`, day }));
}

function counted(all: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    ['approved', 'rejected', 'known'].map((verdict) => [verdict, all.filter((v) => v === verdict).length]),
  );
}

describe('the daily limit', () => {
  it('approves exactly ten payments of a day', () => {
    expect(verdicts(payments(10)).verdicts).toEqual(Array.from({ length: 10 }, () => 'approved'));
  });

  it('rejects the eleventh', () => {
    expect(verdicts(payments(11)).verdicts.at(-1)).toBe('rejected');
  });

  it('approves the first ten in log order when a hundred come at once', () => {
    const { verdicts: all } = verdicts(payments(100));
    expect(all.slice(0, 10).every((verdict) => verdict === 'approved')).toBe(true);
    expect(counted(all)).toEqual({ approved: 10, rejected: 90, known: 0 });
  });

  it('says which slot of the day a payment took', () => {
    const { usage } = verdicts(payments(6));
    expect(decide(usage, { paymentId: 'seventh', day: '2026-11-22' }, limitPerDay)).toMatchObject({
      used: 7,
    });
  });

  it('starts anew on the next day', () => {
    const { verdicts: all } = verdicts([...payments(12, '2026-11-22'), ...payments(12, '2026-11-23')]);
    expect(counted(all)).toEqual({ approved: 20, rejected: 4, known: 0 });
  });

  it('counts a payment of yesterday that is checked after midnight for yesterday', () => {
    const { usage } = verdicts([...payments(9, '2026-11-22'), ...payments(10, '2026-11-23')]);
    const late = { paymentId: 'accepted at 23:59:59', day: '2026-11-22' };
    expect(decide(usage, late, limitPerDay)).toMatchObject({ verdict: 'approved', used: 10 });
  });

  it('rejects a late payment of a day whose slots are taken, though today has free ones', () => {
    const { usage } = verdicts([...payments(10, '2026-11-22'), ...payments(1, '2026-11-23')]);
    expect(decide(usage, { paymentId: 'late', day: '2026-11-22' }, limitPerDay).verdict).toBe('rejected');
  });

  it('gives no second slot to a payment that is delivered twice', () => {
    const ten = payments(10);
    const { verdicts: all } = verdicts([...ten.slice(0, 5), ...ten.slice(0, 5), ...ten.slice(5)]);
    expect(counted(all)).toEqual({ approved: 10, rejected: 0, known: 5 });
  });

  it('gives no slot to a rejected payment, however often it comes', () => {
    const { usage } = verdicts(payments(10));
    const eleventh = { paymentId: 'eleventh', day: '2026-11-22' };
    const { verdicts: all, usage: after } = verdicts([eleventh, eleventh, eleventh], usage);
    expect(all).toEqual(['rejected', 'rejected', 'rejected']);
    expect(after).toBe(usage);
  });

  it('decides the same when the log is read again from the start', () => {
    const log = [...payments(13), ...payments(4, '2026-11-23'), ...payments(3)];
    expect(verdicts(log)).toEqual(verdicts(log));
  });

  it('approves nothing when the limit is zero', () => {
    expect(decide(undefined, { paymentId: 'first', day: '2026-11-22' }, 0).verdict).toBe('rejected');
  });

  it('lets a higher limit go on where the lower one stopped', () => {
    const { usage } = verdicts(payments(10));
    expect(decide(usage, { paymentId: 'eleventh', day: '2026-11-22' }, 11)).toMatchObject({
      verdict: 'approved',
      used: 11,
    });
  });

  it('keeps eight days of a user and forgets the oldest', () => {
    const days = Array.from({ length: 20 }, (_, index) => `2026-11-${String(index + 1).padStart(2, '0')}`);
    const { usage } = verdicts(days.flatMap((day) => payments(2, day)));
    expect(Object.keys(usage)).toEqual(days.slice(-8));
  });
});
