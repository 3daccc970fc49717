import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { eventIds, type LimitExceeded, limitExceeded, topics } from '@payments/contracts';
import {
  connectKafka,
  ensureTopics,
  EventProducer,
  listDeadLetters,
  type OutgoingRecord,
  PermanentError,
} from '@payments/kafka';
import { eventually, testStack, unique } from '@payments/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LimitExceededConsumer } from './limit-exceeded.consumer.ts';
import { notificationId } from '../notifications/notification-id.ts';
import { declinedPayment } from '../testing/declined-payment.ts';
import { type MysqlPath, mysqlPath } from '../testing/mysql-path.ts';
import {
  type RunningService,
  startNotifications,
  type TestDatabase,
  testDatabase,
} from '../testing/running-service.ts';

const kafka = connectKafka({ ...testStack().kafka, clientId: 'test', log: new Logger('Kafka') });
const producer = new EventProducer(kafka);
const group = unique('notifications');

let database: TestDatabase;
let path: MysqlPath;
let running: RunningService[] = [];

beforeAll(async () => {
  database = await testDatabase();
  path = await mysqlPath(database);
  await beginAtTheEnd();
});

afterEach(async () => {
  await Promise.all(running.map((service) => service.stop()));
  running = [];
});

afterAll(async () => {
  await producer.disconnect();
  await path.close();
  await database.drop();
});

/** What others have written to the topic is not for this group. */
async function beginAtTheEnd(): Promise<void> {
  const topic = topics.limitsExceeded.name;
  await ensureTopics(kafka, [topics.limitsExceeded]);
  await kafka.withAdmin(async (admin) => {
    // The leader of a topic that is new may not know of it yet.
    const ends = await eventually(() => admin.fetchTopicOffsets(topic));
    const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
    await admin.setOffsets({ groupId: group, topic, partitions });
  });
}

async function start(): Promise<RunningService> {
  const service = await startNotifications(path.database, {}, group);
  running.push(service);
  await eventually(async () => (await fetch(`${service.url}/health/ready`)).ok, {
    what: 'the service to be ready',
  });
  return service;
}

function record(data: LimitExceeded): OutgoingRecord {
  const event = limitExceeded.create({
    id: eventIds.limitExceeded(data.paymentId),
    subject: data.userId,
    time: '2026-11-22T16:30:00.000Z',
    data,
  });
  return { topic: topics.limitsExceeded.name, key: data.userId, value: JSON.stringify(event) };
}

/** Payments of some users, so that every partition gets some. */
function declined(count: number): LimitExceeded[] {
  const users = Array.from({ length: 24 }, () => unique('asha'));
  return Array.from({ length: count }, (_, n) => declinedPayment({ userId: users[n % users.length] ?? '' }));
}

/** Waits until each of the payments has its notification, and no other. */
async function expectNotified(payments: readonly LimitExceeded[]): Promise<void> {
  await eventually(async () => (await notified(payments)) === payments.length, {
    what: `${payments.length} notifications`,
    timeoutMs: 40_000,
  });
}

async function notified(payments: readonly LimitExceeded[]): Promise<number> {
  const rows = await database.rows<{ id: string }>('SELECT id FROM notifications WHERE payment_id IN (?)', [
    payments.map(({ paymentId }) => paymentId),
  ]);
  const expected = new Set(
    payments.map(({ paymentId }) => notificationId(paymentId, 'daily-limit-exceeded')),
  );
  for (const { id } of rows) expect(expected).toContain(id);
  return rows.length;
}

describe('a declined payment', () => {
  it('makes one notification, also if its event comes again and again', async () => {
    await start();
    const payments = declined(3_000);
    await producer.send(payments.map(record));
    await producer.send(payments.slice(0, 500).flatMap((each) => [record(each), record(each)]));
    const last = declinedPayment({ userId: unique('asha') });
    await producer.send([record(last)]);
    await expectNotified([...payments, last]);
  });

  it('that came while nobody was there makes its notification later', async () => {
    const payments = declined(200);
    await producer.send(payments.map(record));
    await Promise.all([start(), start()]);
    await expectNotified(payments);
  });

  it('waits for the database, and is not lost', async () => {
    await start();
    path.cut();
    const payments = declined(100);
    await producer.send(payments.map(record));
    const [service] = running;
    await eventually(async () => !(await fetch(`${service?.url}/health/ready`)).ok);
    path.mend();
    await expectNotified(payments);
  });

  it.each<[string, (data: LimitExceeded) => LimitExceeded, RegExp]>([
    ['a day that no calendar has', (data) => ({ ...data, day: '2026-02-31' }), /not a day of the calendar/],
    ['a name in place of an amount', (data) => ({ ...data, amount: 'much' as unknown as number }), /amount/],
  ])('with %s becomes a dead letter, and holds up nobody', async (_, spoil, cause) => {
    await start();
    const userId = unique('asha');
    const around = Array.from({ length: 20 }, () => declinedPayment({ userId }));
    const spoilt = record(spoil(declinedPayment({ userId, merchantId: `m-${randomUUID()}` })));
    const records = around.map(record);
    await producer.send([...records.slice(0, 10), spoilt, ...records.slice(10)]);
    await expectNotified(around);
    const letters = await listDeadLetters(kafka, group);
    expect(letters.find(({ key }) => key?.toString() === userId)?.message).toMatch(cause);
  });

  it('whose text does not fit is given up at once, and not tried until the end of days', async () => {
    const service = await start();
    const data = declinedPayment({ merchantId: 'm'.repeat(600) });
    const event = limitExceeded.create({
      id: 'x',
      subject: data.userId,
      time: '2026-11-22T16:30:00.000Z',
      data,
    });
    const received = { event, topic: '', partition: 0, offset: '0', headers: {}, timestampMs: 0 };
    await expect(service.get(LimitExceededConsumer).notify([received])).rejects.toThrow(PermanentError);
    expect(await notified([data])).toBe(0);
  });
});
