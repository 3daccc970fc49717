import { eventually, KafkaFaultProxy, type LostAnswer } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Journey } from './support/journey.ts';

const paymentsPerSecond = 200;
const users = 50;
/** Longer than a client waits for an answer before it takes it for lost. */
const hitTimeoutMs = 30_000;

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
    const { acknowledgements } = journey.payments;
    const before = acknowledgements.length;
    await eventually(() => acknowledgements.length > before + paymentsPerSecond, { what: 'payments' });
    const fault = proxy.lose(order);
    await eventually(() => fault.hits === 1, { what: 'an answer to be lost', timeoutMs: hitTimeoutMs });
    const meanwhile = acknowledgements.length;
    await eventually(() => acknowledgements.length > meanwhile + paymentsPerSecond, {
      what: 'more payments',
    });
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
