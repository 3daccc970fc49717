import { topics } from '@payments/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Journey } from './support/journey.ts';
import { waitFor } from './support/wait-for.ts';

const [users, paymentsEach, limit] = [100, 60, 10];
const payments = users * paymentsEach;
const rejected = users * (paymentsEach - limit);
const userName = (index: number): string => `away-${index}`;
const table = 'notifications.notifications';

let journey: Journey;
beforeAll(async () => {
  journey = await Journey.start();
  // It has been here once, so that its tables are, and then it is away for the whole run.
  await journey.platform.service('notifications').stop();
});
afterAll(() => journey?.end());

it('what happens while notifications is away waits for it, and nothing else does', async () => {
  const { acknowledged } = await journey.send({ rate: 0, payments, users, userName });
  expect(acknowledged).toBe(payments);
  await journey.allDecided();
  expect(await journey.records(topics.limitsExceeded.name)).toHaveLength(rejected);
  expect(await journey.count(table)).toBe(0);
});

it('when it is back all of them arrive, once, even if it is killed while it catches up', async () => {
  const service = journey.platform.service('notifications');
  const starting = service.start();
  await waitFor('the first ones', async () => (await journey.count(table)) > 0, { intervalMs: 2 });
  await service.kill('SIGKILL');
  await starting.catch(() => undefined);
  const caughtUp = await journey.count(table);
  expect(caughtUp, 'notifications when it was killed').toBeLessThan(rejected);

  await service.start();
  const { total, findings } = await journey.audit();
  expect(findings).toEqual([]);
  expect(total).toMatchObject({ stored: payments, rejected, notified: rejected });
  const ofOne = await journey.notifications.notificationsOf(userName(7));
  expect(new Set(ofOne.map(({ paymentId }) => paymentId)).size).toBe(paymentsEach - limit);
});
