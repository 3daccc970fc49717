import type { LifeStep, LifeStepId, Payment } from '@payments/console-api';
import type { StoredRecord } from '@payments/kafka';

/** What has to have happened by then has gone missing, or has been forgotten. */
const latestMs = 60_000;

const authors: Readonly<Record<LifeStepId, string>> = {
  committed: 'payments-api',
  requested: 'payments-api',
  decided: 'limit-check',
  'limit-exceeded': 'limit-check',
  notified: 'notifications',
  'notification-sent': 'notifications',
  captured: 'connector',
  archived: 'connector',
};

const nowhere = { atMs: null, record: null, objectKey: null, notificationId: null } as const;

export function doneStep(
  id: LifeStepId,
  detail: string,
  where: Partial<Pick<LifeStep, 'atMs' | 'record' | 'objectKey' | 'notificationId' | 'by'>>,
): LifeStep {
  return { id, state: 'done', by: authors[id], detail, ...nowhere, ...where };
}

export function recordStep(id: LifeStepId, record: StoredRecord, detail: string): LifeStep {
  const { topic, partition, offset, timestampMs } = record;
  return doneStep(id, detail, { atMs: timestampMs, record: { topic, partition, offset } });
}

/** A step that is still to come, or should have come by now. */
export function openStep(id: LifeStepId, payment: Payment, nowMs: number): LifeStep {
  const isLate = nowMs - Date.parse(payment.createdAt) > latestMs;
  const detail = isLate
    ? 'Nothing of it is to be found: it has not happened, or its topic has forgotten it.'
    : 'It has not happened yet.';
  return { id, state: isLate ? 'not-found' : 'pending', by: authors[id], detail, ...nowhere };
}

export function awayStep(id: LifeStepId, detail: string): LifeStep {
  return { id, state: 'away', by: authors[id], detail, ...nowhere };
}

/** The sentence for a decision. */
export function decisionDetail(value: Buffer | null): string {
  const event = JSON.parse(String(value)) as { type?: string; data?: { used?: number; limit?: number } };
  const { used, limit } = event.data ?? {};
  return event.type === 'payment.approved'
    ? `limit-check approved it: slot ${used} of ${limit} of its user that day.`
    : `limit-check rejected it: its user had taken all ${limit} slots of the day (daily_limit_exceeded).`;
}
