import { paymentRequested } from '@payments/contracts';
import { describe, expect, it } from 'vitest';
import { paymentRecord, paymentRequestedFrom, type PaymentRow, uuidBytes, uuidFrom } from './payment-row.ts';

const row: PaymentRow = {
  id: Buffer.from('0197a3f05c2b7def8a1b2c3d4e5f6071', 'hex'),
  user_id: 'asha',
  merchant_id: 'chai-point',
  amount: 12_500,
  currency: 'INR',
  description: 'two cutting chai',
  day: '2026-11-22',
  created_at: '2026-11-22 18:29:59.007',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};

describe('a row of payments', () => {
  it('becomes the event that its payment was requested', () => {
    const event = paymentRequestedFrom(row);
    expect(paymentRequested.violations(event)).toEqual([]);
    expect(event).toMatchObject({
      id: '0197a3f0-5c2b-7def-8a1b-2c3d4e5f6071',
      type: 'payment.requested',
      subject: 'asha',
      time: '2026-11-22T18:29:59.007Z',
      traceparent: row.traceparent,
      data: {
        paymentId: '0197a3f0-5c2b-7def-8a1b-2c3d4e5f6071',
        userId: 'asha',
        amount: 12_500,
        day: '2026-11-22',
        description: 'two cutting chai',
        createdAt: '2026-11-22T18:29:59.007Z',
      },
    });
  });

  it('leaves out what the request left out', () => {
    const event = paymentRequestedFrom({ ...row, description: null, traceparent: null });
    expect(paymentRequested.violations(event)).toEqual([]);
    expect(event).not.toHaveProperty('traceparent');
    expect(event.data).not.toHaveProperty('description');
  });

  it('becomes a record keyed by its user, the same bytes each time, in any time zone', () => {
    const zone = process.env['TZ'];
    const records = ['UTC', 'America/New_York', 'Asia/Kolkata'].map((timeZone) => {
      process.env['TZ'] = timeZone;
      return paymentRecord('payments.requested', { ...row });
    });
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(records[0]).toMatchObject({ topic: 'payments.requested', key: 'asha' });
    expect(records[0]?.timestampMs).toBe(Date.UTC(2026, 10, 22, 18, 29, 59, 7));
    expect(new Set(records.map((record) => JSON.stringify(record))).size).toBe(1);
  });

  it('has an id that is the same in bytes and in text', () => {
    expect(uuidBytes(uuidFrom(row.id))).toEqual(row.id);
  });
});
