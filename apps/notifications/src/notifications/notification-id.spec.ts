import { describe, expect, it } from 'vitest';
import { notificationId } from './notification-id.ts';

const paymentId = '019ab5d2-7c41-7f00-8a3b-1c2d3e4f5a6b';

describe('the id of a notification', () => {
  it('is the same whenever it is asked for, also tomorrow: clients deduplicate on it', () => {
    expect(notificationId(paymentId, 'daily-limit-exceeded')).toBe('019ab5d2-7c41-8449-87a9-d49b29d06a8b');
  });

  it('differs between payments, also of the same millisecond', () => {
    const neighbour = '019ab5d2-7c41-7f00-8a3b-1c2d3e4f5a6c';
    expect(notificationId(neighbour, 'daily-limit-exceeded')).not.toBe(
      notificationId(paymentId, 'daily-limit-exceeded'),
    );
  });

  it('is a UUIDv8 that sorts by the time of its payment', () => {
    const id = notificationId(paymentId, 'daily-limit-exceeded');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(id.slice(0, 13)).toBe(paymentId.slice(0, 13));
  });
});
