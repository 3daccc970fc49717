import type { LifeStep, LifeStepId } from '@payments/console-api';

/** What each step is called. */
export const stepNames: Readonly<Record<LifeStepId, string>> = {
  committed: 'Accepted',
  requested: 'Published',
  decided: 'Decided',
  'limit-exceeded': 'Limit exceeded',
  notified: 'Notification stored',
  'notification-sent': 'Notification sent',
  captured: 'Captured from MySQL',
  archived: 'Archived in S3',
};

export interface TimedStep {
  readonly step: LifeStep;
  /** Since the first step; null while it is not done. Never negative, though the clocks of servers differ. */
  readonly sinceStartMs: number | null;
}

/** The steps with how long after the first of them each was done. */
export function timedSteps(steps: readonly LifeStep[]): TimedStep[] {
  const start = steps.find(({ atMs }) => atMs !== null)?.atMs ?? null;
  return steps.map((step) => ({
    step,
    sinceStartMs: step.atMs === null || start === null ? null : Math.max(0, step.atMs - start),
  }));
}
