import type { Flow } from '@payments/console-api';

export interface RatePoint {
  readonly atMs: number;
  readonly value: number;
}

const mostPoints = 600;

/** The history with the rate at which payments become events now; a rate that is not known adds nothing. */
export function addRate(history: readonly RatePoint[], flow: Flow): readonly RatePoint[] {
  const perSecond = flow.edges.find(({ to }) => to === 'payments.requested')?.perSecond ?? null;
  if (perSecond === null || history.at(-1)?.atMs === flow.countedAtMs) return history;
  return [...history, { atMs: flow.countedAtMs, value: perSecond }].slice(-mostPoints);
}
