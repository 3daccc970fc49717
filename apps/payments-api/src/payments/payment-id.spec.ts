import { describe, expect, it } from 'vitest';
import { firstPaymentIdAt, newPaymentIds, paymentIdBytes, paymentIdText } from './payment-id.ts';

const acceptedAt = Date.parse('2026-11-22T16:30:00.123Z');

describe('the ids of payments', () => {
  it('are UUIDs of version 7 that carry the time', () => {
    const [id] = newPaymentIds(acceptedAt, 1).map(paymentIdText);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id?.replace('-', '').slice(0, 12) ?? '', 16)).toBe(acceptedAt);
  });

  it('grow within a group, in the order given', () => {
    const ids = newPaymentIds(acceptedAt, 1_000).map(paymentIdText);
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(1_000);
  });

  it('grow from one millisecond to the next', () => {
    const [earlier] = newPaymentIds(acceptedAt, 1).map(paymentIdText);
    const [later] = newPaymentIds(acceptedAt + 1, 1).map(paymentIdText);
    expect([later, earlier].toSorted()).toEqual([earlier, later]);
  });

  it('lie within the range of their time', () => {
    for (const id of newPaymentIds(acceptedAt, 100).map(paymentIdText)) {
      expect(id >= firstPaymentIdAt(acceptedAt)).toBe(true);
      expect(id < firstPaymentIdAt(acceptedAt + 1)).toBe(true);
    }
  });

  it('are the same after a way through the database', () => {
    const ids = newPaymentIds(acceptedAt, 10);
    expect(ids.map(paymentIdText).map(paymentIdBytes)).toEqual(ids);
  });

  it('are not whatever else a client may ask for', () => {
    expect(paymentIdBytes('chai')).toBeUndefined();
  });
});
