import { topics } from '@payments/contracts';
import { unique } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Journey } from './support/journey.ts';
import { shareOutPartitions } from './support/limit-check-group.ts';
import { orderOf } from './support/payments-client.ts';
import { waitFor } from './support/wait-for.ts';

let journey: Journey;
beforeAll(async () => (journey = await Journey.start()));
afterAll(() => journey?.end());

const payments = 200;
const limit = 10;

/** The payments of a user, in the order in which they stand in `payments.requested`. */
async function inLogOrder(userId: string): Promise<string[]> {
  const records = await journey.records(topics.paymentsRequested.name);
  return records
    .filter(({ key }) => key?.toString() === userId)
    .map(({ value }) => (JSON.parse(String(value)) as { data: { paymentId: string } }).data.paymentId);
}

/** All at once, over the 32 connections of the client, and until each is decided and those too many are notified of. */
async function payAllAtOnce(userId: string): Promise<void> {
  const paid = Array.from({ length: payments }, () => journey.payments.payUntilAccepted(orderOf(userId)));
  const accepted = await Promise.all(paid);
  expect(new Set(accepted.map(({ id }) => id)).size).toBe(payments);
  await journey.allDecided();
  await waitFor(
    `${payments - limit} notifications of ${userId}`,
    async () =>
      (await journey.count('notifications.notifications', `user_id = '${userId}'`)) >= payments - limit,
  );
}

describe.each([1, 3])('with %d instances of limit-check', (instances) => {
  beforeAll(() => shareOutPartitions(journey, instances));

  it.each(['first', 'second', 'third'])(
    'the first ten of 200 payments at once are approved, and 190 notified of: the %s time',
    async () => {
      const userId = unique('asha');
      await payAllAtOnce(userId);

      const log = await inLogOrder(userId);
      expect(log).toHaveLength(payments);
      const stored = await journey.payments.paymentsOf(userId);
      const approved = stored.filter(({ status }) => status === 'approved').map(({ id }) => id);
      expect(approved).toHaveLength(limit);
      expect(new Set(approved)).toEqual(new Set(log.slice(0, limit)));
      const rejected = stored.filter(({ status }) => status === 'rejected');
      expect(rejected.every(({ reason }) => reason === 'daily_limit_exceeded')).toBe(true);

      const notified = await journey.notifications.notificationsOf(userId);
      expect(notified).toHaveLength(payments - limit);
      expect(new Set(notified.map(({ paymentId }) => paymentId))).toEqual(new Set(log.slice(limit)));
      const { body: left } = await journey.payments.get(`/v1/users/${userId}/limit`);
      expect(left).toMatchObject({ limit, used: limit, remaining: 0 });
    },
  );
});

it('and an audit of it all finds nothing wrong', async () => {
  const { total, findings } = await journey.audit();
  expect(findings).toEqual([]);
  expect(total).toMatchObject({
    acknowledged: 6 * payments,
    stored: 6 * payments,
    decided: 6 * payments,
    approved: 6 * limit,
    notified: 6 * (payments - limit),
  });
});
