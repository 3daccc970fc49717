import { topics } from '@payments/contracts';
import { eventually, unique } from '@payments/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Journey } from './support/journey.ts';
import { orderOf } from './support/payments-client.ts';

const regions = 3;
const inSyncTimeoutMs = 60_000;

let journey: Journey;

beforeAll(async () => {
  journey = await Journey.start({ brokers: regions });
});
afterAll(() => journey?.end());

it('every topic has a copy in each of the three regions', async () => {
  expect(journey.platform.stack.kafka.brokers).toHaveLength(regions);
  for (const { name } of [topics.paymentsRequested, topics.limitsUsage, topics.paymentsDecided]) {
    expect(await copies(name)).toEqual(Array.from({ length: 6 }, () => regions));
  }
  expect(await copies('__consumer_offsets')).not.toContain(1);
});

it('payments are decided while any one of the brokers is away', async () => {
  for (const node of journey.platform.stack.kafka.nodes) {
    await node.kill('SIGKILL');
    expect(await paymentIsApproved(), node.name).toBe(true);
    await node.start();
    await eventually(allInSync, { what: `${node.name} to catch up`, timeoutMs: inSyncTimeoutMs });
  }
});

it('and nothing is missing, nothing is doubled', async () => {
  const { total, findings } = await journey.audit();
  expect(findings).toEqual([]);
  expect(total.acknowledged).toBe(regions);
});

async function paymentIsApproved(): Promise<true> {
  const { id } = await journey.payments.payUntilAccepted(orderOf(unique('asha')));
  return eventually(
    async () => {
      const { body } = await journey.payments.get(`/v1/payments/${id}`);
      return (body as { status: string }).status === 'approved';
    },
    { what: 'a payment to be approved with one broker away', timeoutMs: 60_000 },
  );
}

async function copies(topic: string): Promise<number[]> {
  return (await partitionsOf(topic)).map(({ replicas }) => replicas.length);
}

async function allInSync(): Promise<boolean> {
  const partitions = await Promise.all(Object.values(topics).map(({ name }) => partitionsOf(name)));
  return partitions.flat().every(({ replicas, isr }) => isr.length === replicas.length);
}

async function partitionsOf(topic: string) {
  const { topics: found } = await journey.kafka.withAdmin((admin) =>
    admin.fetchTopicMetadata({ topics: [topic] }),
  );
  return found.flatMap(({ partitions }) => partitions);
}
