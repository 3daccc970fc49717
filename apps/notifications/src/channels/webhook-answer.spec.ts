import { describe, expect, it } from 'vitest';
import { webhookFailure } from './webhook-answer.ts';

describe('the answer of a webhook', () => {
  it.each([200, 201, 202, 204, 299])('%i is a delivery', (status) => {
    expect(webhookFailure(status, undefined)).toBeUndefined();
  });

  it.each([400, 401, 403, 404, 405, 410, 413, 422, 451])('%i will not change', (status) => {
    expect(webhookFailure(status, undefined)).toMatchObject({ message: `HTTP ${status}`, isPermanent: true });
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 599])('%i may pass', (status) => {
    expect(webhookFailure(status, undefined)).toMatchObject({
      message: `HTTP ${status}`,
      isPermanent: false,
    });
  });

  it.each([301, 302, 303, 304, 307, 308])('%i leads nowhere', (status) => {
    expect(webhookFailure(status, undefined)).toMatchObject({ isPermanent: true });
  });

  it('may ask to be left alone for a while', () => {
    expect(webhookFailure(503, '120')).toMatchObject({ retryAfterMs: 120_000 });
    expect(webhookFailure(503, 'Wed, 21 Oct 2026 07:28:00 GMT')).toMatchObject({ retryAfterMs: undefined });
    expect(webhookFailure(503, '-5')).toMatchObject({ retryAfterMs: undefined });
  });
});
