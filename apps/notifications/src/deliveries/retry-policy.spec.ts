import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../channels/channel.ts';
import { afterFailure } from './retry-policy.ts';

const settings = { maxAttempts: 5, backoffMs: 1_000, maxBackoffMs: 6_000 };
const passing = new DeliveryError('HTTP 503', { isPermanent: false });

function asks(retryAfterMs: number): DeliveryError {
  return new DeliveryError('HTTP 429', { isPermanent: false, retryAfterMs });
}

describe('a delivery that failed', () => {
  it('is tried again after pauses that double up to the longest', () => {
    const pauses = [1, 2, 3, 4].map((attempts) =>
      afterFailure(settings, { error: passing, attempts, random: 1 }),
    );
    expect(pauses).toEqual(
      [1_000, 2_000, 4_000, 6_000].map((delayMs) => ({ status: 'pending', cause: 'HTTP 503', delayMs })),
    );
  });

  it('waits at least half of the pause, and the rest by chance', () => {
    expect(afterFailure(settings, { error: passing, attempts: 2, random: 0 })).toMatchObject({
      delayMs: 1_000,
    });
    expect(afterFailure(settings, { error: passing, attempts: 2, random: 0.5 })).toMatchObject({
      delayMs: 1_500,
    });
  });

  it('is parked after the last attempt, with the cause', () => {
    expect(afterFailure(settings, { error: passing, attempts: 5, random: 0 })).toEqual({
      status: 'parked',
      cause: 'given up after 5 attempts: HTTP 503',
    });
  });

  it('is parked at once when another attempt would be pointless', () => {
    const error = new DeliveryError('HTTP 410', { isPermanent: true });
    expect(afterFailure(settings, { error, attempts: 1, random: 0 })).toEqual({
      status: 'parked',
      cause: 'HTTP 410',
    });
  });

  it('waits as long as the receiver asked, within the longest pause', () => {
    expect(afterFailure(settings, { error: asks(3_000), attempts: 1, random: 0 })).toMatchObject({
      delayMs: 3_000,
    });
    expect(afterFailure(settings, { error: asks(9e9), attempts: 1, random: 0 })).toMatchObject({
      delayMs: 6_000,
    });
  });

  it('does not show people an error that was not written for them', () => {
    const error = new Error('connect to smtp://user:secret@host failed');
    expect(JSON.stringify(afterFailure(settings, { error, attempts: 1, random: 0 }))).not.toContain('secret');
  });
});
