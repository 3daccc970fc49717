import { describe, expect, it } from 'vitest';
import type { Acknowledgement } from '../load/journal.ts';
import { noteAcknowledgements } from './acknowledgements.ts';
import { Findings } from './finding.ts';
import { Ledger } from './ledger.ts';
import { recount } from './recount.ts';

const acknowledgement = (changes: Partial<Acknowledgement> = {}): Acknowledgement => ({
  id: '019ab5d2-7c41-7f00-8a3b-1c2d3e4f5a6b',
  key: 'key-1',
  userId: 'asha',
  merchantId: 'chai-point',
  amount: 12_500,
  currency: 'INR',
  day: '2026-11-22',
  sentAtMs: 1,
  acknowledgedAtMs: 2,
  ...changes,
});
const otherId = '019ab5d2-7c41-7f00-8a3b-1c2d3e4f5a6c';

async function noted(...lines: Acknowledgement[]) {
  const [ledger, findings] = [new Ledger({ fromMs: 0, toMs: Infinity }), new Findings()];
  await noteAcknowledgements(ledger, findings, lines);
  return { ledger, findings };
}

describe('the acknowledgements of clients', () => {
  it('count a payment once, though it was acknowledged again under its key', async () => {
    const { ledger, findings } = await noted(acknowledgement(), acknowledgement({ acknowledgedAtMs: 9 }));
    expect(recount(ledger).total.acknowledged).toBe(1);
    expect(findings.list()).toEqual([]);
  });

  it('betray a key that has made two payments', async () => {
    const { findings } = await noted(acknowledgement(), acknowledgement({ id: otherId }));
    expect(findings.list()).toEqual([
      { rule: 'keyMakesOnePayment', count: 1, examples: [expect.stringContaining(otherId)] },
    ]);
  });

  it('may have the same key of two users: keys belong to the caller', async () => {
    const { ledger, findings } = await noted(
      acknowledgement(),
      acknowledgement({ id: otherId, userId: 'ravi' }),
    );
    expect(recount(ledger).total.acknowledged).toBe(2);
    expect(findings.list()).toEqual([]);
  });
});
