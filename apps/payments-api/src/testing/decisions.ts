import type { Decision } from '../decisions/decision.ts';

export const decidedAt = new Date('2026-11-22T16:30:01.500Z');

export function approval(paymentId: string): Decision {
  return { paymentId, status: 'approved', reason: null, decidedAt };
}

export function rejection(paymentId: string): Decision {
  return { paymentId, status: 'rejected', reason: 'daily_limit_exceeded', decidedAt };
}
