import { describe, expect, it } from 'vitest';
import type { Verdict } from './audit.ts';
import { noCounts } from './counts.ts';
import { describeVerdict } from './report.ts';

const counts = {
  acknowledged: 1_200,
  stored: 1_200,
  requested: 1_200,
  decided: 1_200,
  approved: 1_000,
  rejected: 200,
  exceeded: 200,
  notified: 200,
};

function verdictOf(changes: Partial<Verdict> = {}): Verdict {
  return {
    good: true,
    hasJournal: true,
    notes: [],
    findings: [],
    days: [],
    archive: [],
    total: counts,
    ...changes,
  };
}

function linesOf(days: Verdict['days']): number {
  return describeVerdict(verdictOf({ days })).match(/^(2026|all)/gm)?.length ?? 0;
}

describe('the report of an audit', () => {
  it('prints the equation, and that it holds', () => {
    const report = describeVerdict(verdictOf());
    expect(report).toContain('acknowledged = MySQL = payments.requested = payments.decided\n');
    expect(report).toContain('       1,200 = 1,200 =              1,200 =            1,200\n');
    expect(report).toContain('rejected = limits.exceeded = notifications\n');
    expect(report).toContain('✓ Verdict: good. 1,200 payments');
  });

  it('says where the equation does not hold', () => {
    const report = describeVerdict(verdictOf({ good: false, total: { ...counts, requested: 1_199 } }));
    expect(report).toMatch(/1,200 = 1,200 ≠ +1,199 ≠ +1,200/);
  });

  it('knows that a client has seen its own payments only', () => {
    expect(describeVerdict(verdictOf({ total: { ...counts, acknowledged: 7 } }))).toContain(
      'acknowledged ⊆ MySQL =',
    );
    expect(describeVerdict(verdictOf({ hasJournal: false }))).not.toContain('acknowledged');
  });

  it('has a line for each day, and one for all if there are several', () => {
    const day = { day: '2026-11-22', ...counts };
    expect(linesOf([day])).toBe(1);
    expect(linesOf([day, { ...day, day: '2026-11-23' }])).toBe(3);
  });

  it('names what does not hold, with the first of those at fault', () => {
    const report = describeVerdict(
      verdictOf({
        good: false,
        findings: [{ rule: 'requestedOnce', count: 12, examples: ['0197… (2 times)'] }],
      }),
    );
    expect(report).toContain(
      '✗ Not so: every payment is in payments.requested once (12 exceptions)\n    0197… (2 times)',
    );
    expect(report).toContain('… and 11 more');
    expect(report).toContain('✗ Verdict: the books do not balance');
  });

  it('does not praise what is not there', () => {
    expect(describeVerdict(verdictOf({ total: noCounts() }))).toContain('not a single payment');
  });

  it('holds the archive against its topics', () => {
    const archive = [
      { topic: 'a', records: 1_000, archived: 1_000, problems: [] },
      { topic: 'b', records: 5, archived: 4, problems: ['b [0] @ 3 is not in the archive.'] },
    ];
    const report = describeVerdict(verdictOf({ good: false, archive }));
    expect(report).toContain('archived offsets = topic offsets\n           1,004 ≠         1,005');
    expect(report).toContain('✗ Archive: b [0] @ 3 is not in the archive.');
    expect(report).toContain('✗ Verdict: the archive is not what the topics are.');
    expect(describeVerdict(verdictOf())).not.toContain('archived');
  });
});
