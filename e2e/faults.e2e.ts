import { unique } from '@payments/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LoadReport } from '../tools/load/send-payments.ts';
import { Journey } from './support/journey.ts';
import { shareOutPartitions } from './support/limit-check-group.ts';
import { orderOf } from './support/payments-client.ts';
import { waitFor } from './support/wait-for.ts';

const [payments, users] = [20_000, 500];
const paymentsPerSecond = 250;
const limitCheckers = 2;

let journey: Journey;
/** Payments keep coming through all faults, in the order of the tests below. */
let sending: Promise<LoadReport>;
const healed = new AbortController();

beforeAll(async () => {
  journey = await Journey.start();
  await shareOutPartitions(journey, limitCheckers);
  const load = { rate: paymentsPerSecond, seconds: 600, users, userName: (index: number) => `user-${index}` };
  sending = journey.send({ ...load, signal: healed.signal });
  await paymentsAreDecided();
});
afterAll(async () => {
  healed.abort();
  await sending?.catch(() => undefined);
  await journey?.end();
});

/** A payment that is made now goes the whole way. */
async function paymentsAreDecided(): Promise<void> {
  const paid = await journey.payments.payUntilAccepted(orderOf(unique('asha')));
  expect(await journey.decided(paid)).toMatchObject({ status: 'approved' });
}

async function expectRestarted(before: readonly unknown[], after: readonly unknown[]): Promise<void> {
  expect(before).not.toContain(undefined);
  expect(after).not.toContain(undefined);
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  await paymentsAreDecided();
}

it.each(['limit-check', 'notifications'] as const)(
  'payments are accepted while %s is killed, and decided when it is back',
  async (name) => {
    const service = journey.platform.service(name);
    const before = service.pids;
    await service.kill('SIGKILL');
    await journey.accepts(paymentsPerSecond);
    await service.start();
    await expectRestarted(before, service.pids);
  },
);

it('clients get no answer while payments-api is killed, and their payment when they ask again', async () => {
  const service = journey.platform.service('payments-api');
  const before = service.pids;
  await service.kill('SIGKILL');
  await expect(journey.payments.pay(orderOf(unique('asha')))).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
  await service.start();
  await expectRestarted(before, service.pids);
});

it('no payment is accepted while MySQL is killed', async () => {
  const { server } = journey.platform.stack.mysql;
  const before = server.pid;
  await server.kill('SIGKILL');
  const answer = await journey.payments.pay(orderOf(unique('asha')));
  expect(answer.status).toBe(503);
  expect(answer.headers['retry-after']).toBe('1');
  expect(answer.body).toMatchObject({ code: 'database_unavailable' });
  await server.start();
  await expectRestarted([before], [server.pid]);
});

it('an instance of limit-check that hangs beyond its session loses its partitions, and what it then writes does not count', async () => {
  const [hanging, other] = [0, 1];
  const service = journey.platform.service('limit-check');
  // Only who has something to write, or to read, believes anything: after MySQL was away payments may not have come this far yet.
  await paymentsAreDecided();
  await service.pause(hanging);
  await waitFor(
    'the other instance to take all partitions',
    async () => (await journey.metricOf('limit-check', other, 'kafka_processor_partitions')) === 6,
  );
  await paymentsAreDecided();
  await service.continue(hanging);
  await waitFor(
    'the zombie to throw away what it believes',
    async () => (await journey.metricOf('limit-check', hanging, 'kafka_processor_resets_total')) > 0,
  );
  // It is refused, or has waited so long for an answer that it takes its transaction for failed.
  const [log] = await journey.logs('limit-check');
  expect(log).toMatch(/is restored in \d+ ms: (ProducerFencedError|TransactionFailedError)/);
  await shareOutPartitions(journey, limitCheckers);
  await paymentsAreDecided();
});

it('payments are accepted while the broker is killed, and decided when it is back', async () => {
  const [broker] = journey.platform.stack.kafka.nodes;
  const before = broker?.pid;
  await broker?.kill('SIGKILL');
  await journey.accepts(paymentsPerSecond);
  await broker?.start();
  await expectRestarted([before], [broker?.pid]);
});

it('everything is killed at the same moment, as when the power fails, and goes on where it was', async () => {
  const { stack } = journey.platform;
  const services = journey.platform.services.filter(({ pids }) => !pids.includes(undefined));
  const processes = (): unknown[] => [
    ...stack.servers.map(({ pid }) => pid),
    ...services.flatMap(({ pids }) => pids),
  ];
  const before = processes();
  await Promise.all([...stack.servers, ...services].map((each) => each.kill('SIGKILL')));
  await Promise.all(stack.servers.map((server) => server.start()));
  await Promise.all(services.map((service) => service.start()));
  await expectRestarted(before, processes());
});

it('after all of it the books balance: nothing is missing, nothing is doubled', async () => {
  healed.abort();
  const report = await sending;
  const rest = payments - report.sent;
  if (rest > 0) await journey.send({ rate: 0, payments: rest, users, userName: (index) => `user-${index}` });

  expect(report.acknowledged).toBe(report.sent);
  const [noAnswer, unavailable] = [report.retries.get(0), report.retries.get(503)];
  expect(noAnswer, 'attempts without an answer, of payments-api').toBeGreaterThan(0);
  expect(unavailable, 'attempts answered with 503, of MySQL').toBeGreaterThan(0);

  const { total, findings, notes } = await journey.audit();
  expect(findings).toEqual([]);
  expect(notes).toEqual([]);
  expect(total.acknowledged).toBeGreaterThanOrEqual(payments);
  expect(total.stored).toBe(total.acknowledged);
  expect(total.approved).toBeGreaterThanOrEqual(users * 10);
  expect(total.notified).toBe(total.acknowledged - total.approved);
});
