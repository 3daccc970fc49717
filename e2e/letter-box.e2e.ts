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

it('when it is back all of them arrive, once, even if it is killed between storing and committing', async () => {
  const [service, [broker]] = [journey.platform.service('notifications'), journey.platform.stack.kafka.nodes];
  const { release } = await journey.holdUpWriters(table);
  const starting = service.start();
  await waitFor('it to store the first ones', async () => (await journey.writersHeldUp('notifications')) > 0);
  // From here on nothing can be committed in Kafka any more, so that what is stored will be delivered again. Kafka dies
  // before it goes on: a commit may wait on the wire.
  await broker?.kill('SIGSTOP');
  await release();
  await waitFor('the first ones to be stored', async () => (await journey.count(table)) > 0);
  await service.kill('SIGKILL');
  await broker?.kill('SIGKILL');
  await broker?.start();
  await starting.catch(() => undefined);
  const stored = await journey.count(table);
  expect(stored, 'notifications when it was killed').toBeLessThan(rejected);
  expect(await journey.recordsDone('notifications', topics.limitsExceeded.name)).toBeLessThan(stored);

  await service.start();
  const { total, findings } = await journey.audit();
  expect(findings).toEqual([]);
  expect(total).toMatchObject({ stored: payments, rejected, notified: rejected });
  const ofOne = await journey.notifications.notificationsOf(userName(7));
  expect(new Set(ofOne.map(({ paymentId }) => paymentId)).size).toBe(paymentsEach - limit);
});
