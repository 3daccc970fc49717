import { limitExceeded, paymentApproved, paymentRejected } from '@payments/contracts';
import { paymentRequestedEvent } from '@payments/testing';
import { describe, expect, it } from 'vitest';
import type { DailyUsage } from './daily-usage.ts';
import { decisionOn } from './payment-decision.ts';

const requested = paymentRequestedEvent({ userId: 'asha', day: '2026-11-22' });
const tenUsed: DailyUsage = { '2026-11-22': Array.from({ length: 10 }, (_, index) => `payment ${index}`) };

describe('the decision on a payment', () => {
  it('is one approval that names the slot, while there is one', () => {
    const { events, state } = decisionOn(requested, undefined, 10);
    expect(events.map(({ topic }) => topic)).toEqual(['payments.decided']);
    expect(events.every(({ event }) => paymentApproved.check(event))).toBe(true);
    expect(events[0]?.event).toMatchObject({ subject: 'asha', data: { used: 1, limit: 10 } });
    expect(state).toEqual({ '2026-11-22': [requested.data.paymentId] });
  });

  it('is a rejection and a limit exceeded, once the slots are taken; the usage stays', () => {
    const { events, state } = decisionOn(requested, tenUsed, 10);
    expect(events.map(({ topic }) => topic)).toEqual(['payments.decided', 'limits.exceeded']);
    expect(paymentRejected.check(events[0]?.event)).toBe(true);
    expect(limitExceeded.check(events[1]?.event)).toBe(true);
    expect(state).toBeUndefined();
  });

  it('is the same, byte for byte, whenever it is taken', () => {
    expect(JSON.stringify(decisionOn(requested, tenUsed, 10))).toBe(
      JSON.stringify(decisionOn(requested, tenUsed, 10)),
    );
    expect(JSON.stringify(decisionOn(requested, undefined, 10))).toBe(
      JSON.stringify(decisionOn(requested, undefined, 10)),
    );
  });

  it('is nothing new for a payment that was approved before', () => {
    const { state } = decisionOn(requested, undefined, 10);
    expect(decisionOn(requested, state, 10)).toEqual({ events: [] });
  });

  it('carries the ids that are derived from the payment, and its trace', () => {
    const traced = { ...requested, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const events = decisionOn(traced, tenUsed, 10).events.map(({ event }) => event);
    const { paymentId } = requested.data;
    expect(events).toMatchObject([
      { id: `${paymentId}.decided`, traceparent: traced.traceparent },
      { id: `${paymentId}.limit-exceeded`, traceparent: traced.traceparent },
    ]);
  });
});
