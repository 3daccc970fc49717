import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@payments/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LoadReport } from '../tools/load/send-payments.ts';
import type { ServiceName } from '../tools/platform/topology.ts';
import { Journey } from './support/journey.ts';
import { storedBatches } from './support/log-segments.ts';
import { waitFor } from './support/wait-for.ts';

const [paymentsPerSecond, users] = [300, 100];
/** Shorter than the time after which a service is killed. */
const stopMs = 15_000;
/** How long the database is slow after the signal; shorter than the time a service waits for an answer. */
const heldMs = 1_000;

let journey: Journey;
let sending: Promise<LoadReport>;
const enough = new AbortController();
beforeAll(async () => {
  journey = await Journey.start();
  const load = { rate: paymentsPerSecond, seconds: 300, users, userName: (index: number) => `user-${index}` };
  sending = journey.send({ ...load, signal: enough.signal });
});
afterAll(async () => {
  enough.abort();
  await sending?.catch(() => undefined);
  await journey?.end();
});

/** SIGTERM while payments keep coming: it ends by itself, and is no member of its group any more. */
async function stop(name: ServiceName): Promise<void> {
  const startedMs = performance.now();
  await journey.platform.service(name).stop();
  expect(performance.now() - startedMs).toBeLessThan(stopMs);
  const { groups } = await journey.kafka.withAdmin((admin) => admin.describeGroups([name]));
  expect(groups).toEqual([expect.objectContaining({ groupId: name, state: 'Empty', members: [] })]);
  const [log] = await journey.logs(name);
  expect(log).not.toContain('Could not finish');
}

/** The same while the service waits for the database with its work half done, and for some time after the signal. */
async function stopWhileItWrites(name: ServiceName, table: string): Promise<void> {
  await waitFor('a load', async () => (await journey.count(table)) > paymentsPerSecond);
  const { release } = await journey.holdUpWriters(table);
  await waitFor(`${name} to wait for ${table}`, async () => (await journey.writersHeldUp(name)) > 0);
  const stopping = stop(name);
  await pause(heldMs);
  await release();
  await stopping;
}

it('notifications has committed everything it has stored, and nothing else', async () => {
  await stopWhileItWrites('notifications', 'notifications.notifications');
  const stored = await journey.count('notifications.notifications');
  expect(stored).toBeGreaterThan(0);
  expect(await journey.recordsDone('notifications', topics.limitsExceeded.name)).toBe(stored);
  await journey.platform.service('notifications').start();
});

it('payments-api has committed every status it has stored, and has answered every request it took', async () => {
  await stopWhileItWrites('payments-api', 'payments.payments');
  const decided = await journey.count('payments.payments', "status <> 'pending'");
  expect(decided).toBeGreaterThan(0);
  expect(await journey.recordsDone('payments-api', topics.paymentsDecided.name)).toBe(decided);
  await journey.platform.service('payments-api').start();
});

it('limit-check has committed every payment it has decided', async () => {
  await journey.accepts(paymentsPerSecond);
  await stop('limit-check');
  const decided = await journey.records(topics.paymentsDecided.name);
  expect(decided.length).toBeGreaterThan(0);
  expect(await journey.recordsDone('limit-check', topics.paymentsRequested.name)).toBe(decided.length);
  await journey.platform.service('limit-check').start();
});

it('and no answer was lost, no transaction broken off, no work done twice', async () => {
  enough.abort();
  const report = await sending;
  expect(report.acknowledged).toBe(report.sent);
  expect(report.retries.get(0), 'attempts while payments-api was away').toBeGreaterThan(0);
  expect(report.replays, 'payments that were made although no answer came').toBe(0);
  for (const topic of [topics.paymentsRequested, topics.paymentsDecided, topics.limitsExceeded]) {
    const batches = storedBatches(journey.platform.stack, topic.name);
    expect(batches).toContainEqual(expect.objectContaining({ marker: 'commit' }));
    expect(batches).not.toContainEqual(expect.objectContaining({ marker: 'abort' }));
  }
  expect((await journey.audit()).findings).toEqual([]);
});
