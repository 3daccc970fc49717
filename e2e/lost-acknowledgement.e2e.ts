import { KafkaFaultProxy, type LostAnswer } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Journey } from './support/journey.ts';
import { waitFor } from './support/wait-for.ts';

const paymentsPerSecond = 200;
const users = 50;

let journey: Journey;
let proxy: KafkaFaultProxy;
beforeAll(async () => {
  journey = await Journey.start({
    settings: async ({ kafka }) => {
      proxy = await KafkaFaultProxy.start(kafka);
      const throughProxy = { KAFKA_BROKERS: proxy.brokers.join(',') };
      return { 'payments-api': throughProxy, 'limit-check': throughProxy };
    },
  });
});
afterAll(async () => {
  await journey?.end();
  await proxy?.stop();
});

/** Payments keep coming before, while and after one answer is lost; then every one of them is decided. */
async function expectRecovery(order: LostAnswer): Promise<void> {
  const enough = new AbortController();
  const load = { rate: paymentsPerSecond, seconds: 120, users, userName: (index: number) => `user-${index}` };
  const sending = journey.send({ ...load, signal: enough.signal });
  try {
    await journey.accepts(paymentsPerSecond);
    const fault = proxy.lose(order);
    await waitFor('an answer to be lost', () => fault.hits === 1);
    await journey.accepts(paymentsPerSecond);
  } finally {
    proxy.heal();
    enough.abort();
    await sending;
  }
  await journey.allDecided();
}

/** Requests carry the transactional id of who sends them; that of limit-check ends in the partition. */
describe.each([
  ['the relay', 'payments-relay'],
  ['limit-check', 'limit-check-'],
])('while payments keep coming, %s does not learn', (_, containing) => {
  it.each<[string, LostAnswer]>([
    ['that its events are written (silence)', { api: 'Produce', how: 'silence' }],
    ['that its events are written (the connection ends)', { api: 'Produce', how: 'disconnect' }],
    ['that its position is taken', { api: 'TxnOffsetCommit', how: 'disconnect' }],
    ['that its transaction is committed', { api: 'EndTxn', how: 'disconnect' }],
  ])('%s', async (__, order) => {
    await expectRecovery({ ...order, containing });
  });
});

it('and nothing of all that is missing, nothing is doubled', async () => {
  const { total, findings } = await journey.audit();
  expect(findings).toEqual([]);
  expect(total.stored).toBeGreaterThan(1_000);
  expect(total.rejected).toBeGreaterThan(0);
});
