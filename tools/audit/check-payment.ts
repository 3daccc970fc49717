import type { Findings } from './finding.ts';
import type { Ledger, Source } from './ledger.ts';

/** Checks what has to hold of every single payment. */
export function checkPayment(ledger: Ledger, payment: number, findings: Findings): void {
  const seen = (source: Source): number => ledger.times(source, payment);
  const id = (): string => ledger.idOf(payment);
  const often = (times: number) => (): string => `${id()} (${times} times)`;

  if (seen('acknowledged') > 0 && seen('stored') === 0) findings.add('acknowledgedIsStored', id);
  if (seen('stored') > 0 && seen('requested') === 0) findings.add('storedIsRequested', id);
  if (seen('requested') > 0 && seen('stored') === 0) findings.add('requestedIsStored', id);
  if (seen('requested') > 1) findings.add('requestedOnce', often(seen('requested')));
  if (seen('requested') > 0 && seen('decided') === 0) findings.add('requestedIsDecided', id);
  if (seen('decided') > 0 && seen('requested') === 0) findings.add('decidedIsRequested', id);
  if (seen('decided') > 1) findings.add('decidedOnce', often(seen('decided')));
  const differing = ledger.differingSources(payment);
  if (differing.length > 0)
    findings.add('sameEverywhere', () => `${id()} (another one in: ${differing.join(', ')})`);
  checkStatus(ledger, payment, findings);
  checkRejection(ledger, payment, findings);
}

function checkStatus(ledger: Ledger, payment: number, findings: Findings): void {
  const status = ledger.statusOf(payment);
  if (status === 'pending') findings.add('nothingPending', () => ledger.idOf(payment));
  else if (status !== 'unknown' && status !== decisionOn(ledger, payment))
    findings.add(
      'statusIsDecision',
      () =>
        `${ledger.idOf(payment)} (${status} in MySQL, ${decisionOn(ledger, payment)} in payments.decided)`,
    );
}

function checkRejection(ledger: Ledger, payment: number, findings: Findings): void {
  const id = (): string => ledger.idOf(payment);
  const [exceeded, notified] = [ledger.times('exceeded', payment), ledger.times('notified', payment)];
  const rejections = ledger.times('decided', payment) - ledger.approvalsOf(payment);
  if (rejections > 0 && exceeded !== 1)
    findings.add('rejectedIsExceeded', () => `${id()} (${exceeded} times)`);
  if (rejections === 0 && exceeded > 0) findings.add('exceededIsRejected', id);
  if ((rejections > 0 || exceeded > 0) && notified !== 1)
    findings.add('exceededIsNotified', () => `${id()} (${notified} times)`);
  if (rejections === 0 && exceeded === 0 && notified > 0) findings.add('notifiedIsExceeded', id);
}

/** What `payments.decided` says of it. */
export function decisionOn(ledger: Ledger, payment: number): 'approved' | 'rejected' | 'undecided' | 'both' {
  const decisions = ledger.times('decided', payment);
  const approvals = ledger.approvalsOf(payment);
  if (decisions === 0) return 'undecided';
  if (approvals === 0) return 'rejected';
  return approvals === decisions ? 'approved' : 'both';
}
