import { topics } from '@payments/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LoadReport } from '../tools/load/send-payments.ts';
import { Journey } from './support/journey.ts';
import { waitFor } from './support/wait-for.ts';

const [first, second] = [0, 1] as const;
const [paymentsPerSecond, users] = [200, 50];
/** A killed relay is noticed at once, one that hangs when it has been silent for ten seconds. */
const [killedMs, hangingMs] = [8_000, 25_000];

let journey: Journey;
let sending: Promise<LoadReport> | undefined;
let enough: AbortController;
beforeAll(async () => {
  journey = await Journey.start();
  await journey.platform.service('payments-api').scale(2);
});
afterAll(async () => {
  enough?.abort();
  await sending;
  await journey?.end();
});

async function isActive(instance: number): Promise<boolean> {
  return (await journey.metricOf('payments-api', instance, 'payments_relay_active')) === 1;
}

/** Payments come in over one instance, without a pause, until `enough` is aborted. */
async function sendOver(instance: number): Promise<void> {
  enough?.abort();
  await sending;
  enough = new AbortController();
  const url = journey.platform.service('payments-api').urls[instance] ?? '';
  const load = {
    url,
    rate: paymentsPerSecond,
    seconds: 300,
    users,
    userName: (index: number) => `user-${index}`,
  };
  sending = journey.send({ ...load, signal: enough.signal });
  await published(paymentsPerSecond);
}

/** Resolves when the topic has grown by so many payments, or a little less: transactions end with a mark in it. */
async function published(more: number): Promise<void> {
  const { name } = topics.paymentsRequested;
  const before = await journey.size(name);
  await waitFor(`${more} more payments in ${name}`, async () => (await journey.size(name)) >= before + more);
}

it('of two instances one relays', async () => {
  expect(await Promise.all([isActive(first), isActive(second)])).toEqual([true, false]);
});

it('when it is killed while payments keep coming, the other takes over within seconds', async () => {
  await sendOver(second);
  await journey.platform.service('payments-api').kill('SIGKILL', first);
  await waitFor('the other to relay', () => isActive(second), { timeoutMs: killedMs });
  await published(paymentsPerSecond);
  await journey.platform.service('payments-api').start(first);
  expect(await Promise.all([isActive(first), isActive(second)])).toEqual([false, true]);
});

it('when it hangs, the other takes over; when it wakes up it publishes nothing more', async () => {
  await sendOver(first);
  await journey.platform.service('payments-api').pause(second);
  await waitFor('the first to relay again', () => isActive(first), { timeoutMs: hangingMs });
  await published(paymentsPerSecond);
  await journey.platform.service('payments-api').continue(second);
  await waitFor('the zombie to give up', async () => !(await isActive(second)));
  await published(paymentsPerSecond);
  expect(await Promise.all([isActive(first), isActive(second)])).toEqual([true, false]);
  const [, log] = await journey.logs('payments-api');
  expect(log).toMatch(/The relay begins again/);
});

it('and every payment was published once, in the order of its acceptance', async () => {
  enough.abort();
  await sending;
  const { total, findings } = await journey.audit();
  expect(findings).toEqual([]);
  expect(total.stored).toBeGreaterThan(1_000);
});
