import { topics } from '@payments/contracts';
import type { ReceivedRecord } from '@payments/kafka';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Journey } from './support/journey.ts';
import { shareOutPartitions } from './support/limit-check-group.ts';
import { waitFor } from './support/wait-for.ts';

const [payments, users, limit] = [5_000, 100, 10];
const written = [topics.paymentsDecided.name, topics.limitsExceeded.name];
const state = topics.limitsUsage.name;
const groups = ['limit-check', 'payments-api', 'notifications'] as const;

const userName = (index: number): string => `replayed-${index}`;

let journey: Journey;
beforeAll(async () => (journey = await Journey.start()));
afterAll(() => journey?.end());

/** What limit-check has written: every record with its key and its bytes, in the order of each partition. */
async function decisions(): Promise<Record<string, string[]>> {
  const topicsRead = await Promise.all(written.map((topic) => journey.records(topic)));
  const partitions: Record<string, string[]> = {};
  for (const { topic, partition, key, value } of topicsRead.flat())
    (partitions[`${topic}[${partition}]`] ??= []).push(`${String(key)} ${String(value)}`);
  return partitions;
}

/** The newest value of each user in the changelog; what fences one owner from the next is not a user's. */
async function usage(): Promise<Record<string, string>> {
  const records = await journey.records(state);
  const ofUsers = records.filter(({ key }) => key?.toString().startsWith('replayed-') === true);
  return Object.fromEntries(ofUsers.map(({ key, value }: ReceivedRecord) => [String(key), String(value)]));
}

/** What the decisions have led to in MySQL. */
async function effects(): Promise<unknown[]> {
  return [
    await journey.query('SELECT HEX(id), status, reason, decided_at FROM payments.payments ORDER BY id'),
    await journey.query('SELECT id, seq, payment_id FROM notifications.notifications ORDER BY id'),
  ];
}

async function readFromTheStartIntoAnEmptyState(): Promise<void> {
  await Promise.all(groups.map((name) => journey.platform.service(name).stop()));
  await journey.kafka.withAdmin(async (admin) => {
    await admin.deleteTopics({ topics: [...written, state] });
    await admin.deleteGroups([...groups]);
    await waitFor('the topics to be gone', async () => {
      const left = await admin.listTopics();
      return ![...written, state].some((topic) => left.includes(topic));
    });
  });
  await Promise.all(groups.map((name) => journey.platform.service(name).start()));
}

it('reading payments.requested again from the start gives the same decisions, byte for byte', async () => {
  await shareOutPartitions(journey, 3);
  const sending = journey.send({ rate: 1_000, payments, users, userName });
  await waitFor(
    'the first decisions',
    async () => (await journey.count('payments.payments', "status <> 'pending'")) > payments / 10,
  );
  // The first time it goes through a crash and three instances; the second time through none of it.
  await journey.platform.service('limit-check').kill('SIGKILL', 1);
  await sending;
  await journey.platform.service('limit-check').start(1);
  expect((await journey.audit()).findings).toEqual([]);
  const before = { decisions: await decisions(), usage: await usage(), effects: await effects() };
  expect(Object.values(before.decisions).flat()).toHaveLength(2 * payments - users * limit);
  expect(Object.keys(before.usage)).toHaveLength(users);

  await shareOutPartitions(journey, 1);
  await readFromTheStartIntoAnEmptyState();
  await waitFor(
    'every payment to be decided again',
    async () => (await journey.size(topics.paymentsDecided.name)) >= payments,
  );
  const { findings } = await journey.audit();
  expect(findings).toEqual([]);
  expect(await decisions()).toEqual(before.decisions);
  expect(await usage()).toEqual(before.usage);
  expect(await effects()).toEqual(before.effects);
});
