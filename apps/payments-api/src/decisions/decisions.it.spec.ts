import { Controller, Module } from '@nestjs/common';
import { type EventOf, paymentApproved, paymentRejected } from '@payments/contracts';
import {
  type ConsumedContract,
  deadLetterHeaders,
  deadLetterTopicOf,
  EventBatchHandler,
  EventProducer,
  KafkaEventServer,
  KafkaModule,
  readTopic,
  KafkaConnection,
  type Received,
  type ReceivedRecord,
} from '@payments/kafka';
import { Readiness, startService } from '@payments/service';
import { eventually, testStack, unique } from '@payments/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PaymentDocument } from '../payments/payment.ts';
import {
  type RunningApi,
  startApi,
  type TestDatabase,
  testDatabase,
  withoutSignals,
} from '../testing/running-api.ts';
import type { Decision } from './decision.ts';
import { DecisionStore } from './decision-store.service.ts';
import { DecisionWatch } from './decision-watch.service.ts';
import { DecisionsConsumer } from './decisions.consumer.ts';

type DecisionEvent = EventOf<typeof paymentApproved | typeof paymentRejected>;

let database: TestDatabase;
let api: RunningApi;

beforeAll(async () => {
  database = await testDatabase();
  api = await startApi(database);
});
beforeEach(() => database.rows('DELETE FROM payments'));
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const decidedAt = new Date('2026-11-22T16:30:01.500Z');
const approval = (paymentId: string): Decision => ({
  paymentId,
  status: 'approved',
  reason: null,
  decidedAt,
});
const rejection = (paymentId: string): Decision => ({
  paymentId,
  status: 'rejected',
  reason: 'daily_limit_exceeded',
  decidedAt,
});
const read = async (id: string): Promise<PaymentDocument> =>
  (await api.client.send<PaymentDocument>(`/v1/payments/${id}`)).body;
const store = (): DecisionStore => api.get(DecisionStore);

describe('a decision in the table', () => {
  it('is its payment’s, and no other’s', async () => {
    const [first, second, third] = await Promise.all([api.client.pay(), api.client.pay(), api.client.pay()]);
    expect(await store().apply([approval(first.body.id), rejection(second.body.id)])).toEqual([]);
    const at = decidedAt.toISOString();
    expect(await read(first.body.id)).toEqual({ ...first.body, status: 'approved', decidedAt: at });
    expect(await read(second.body.id)).toEqual({
      ...second.body,
      status: 'rejected',
      reason: 'daily_limit_exceeded',
      decidedAt: at,
    });
    expect(await read(third.body.id)).toEqual(third.body);
  });

  it('stays, whatever comes after it', async () => {
    const { body } = await api.client.pay();
    const later = { ...rejection(body.id), decidedAt: new Date() };
    expect(await store().apply([approval(body.id), approval(body.id)])).toEqual([]);
    const decided = await read(body.id);
    expect(await store().apply([later])).toEqual([]);
    expect(await read(body.id)).toEqual(decided);
  });

  it('is missed where there is no payment, and the others are not', async () => {
    const { body } = await api.client.pay();
    const nobody = '01a20466-18d2-7448-b477-c165daa95d40';
    expect(await store().apply([approval(nobody), approval(body.id)])).toEqual([nobody]);
    expect((await read(body.id)).status).toBe('approved');
  });

  it('finds its payments by their ids, however many decisions come together', async () => {
    const payments = Array.from({ length: 1_000 }, (_, index) => ({
      idempotencyKey: `many-${index}`,
      userId: `user-${index}`,
      merchantId: 'chai-point',
      amount: 1,
      currency: 'INR',
    }));
    const more = payments.map((payment) => ({
      ...payment,
      idempotencyKey: `more-${payment.idempotencyKey}`,
    }));
    const results = [...(await api.client.payBatch(payments)).body.results];
    results.push(...(await api.client.payBatch(more)).body.results);
    const decisions = results.map(({ payment }) => approval(String(payment?.id)));
    expect(await store().apply(decisions)).toEqual([]);
    const left = await database.rows("SELECT id FROM payments WHERE status = 'pending'");
    expect(left).toEqual([]);
  });
});

describe('a request that would wait for the decision', () => {
  const pay = (wait: number, headers = {}) => api.client.pay({}, { prefer: `wait=${wait}`, ...headers });
  const newest = (): Promise<string> =>
    eventually(async () => (await api.client.list('?status=pending')).body.data[0]?.id);

  it('hears of it as soon as this instance applies it', async () => {
    const answer = pay(30);
    const decision = approval(await newest());
    await store().apply([decision]);
    api.get(DecisionWatch).announce([decision]);
    const { status, headers, body } = await answer;
    expect([status, headers['preference-applied'], body.status]).toEqual([200, 'wait=30', 'approved']);
    expect(body).toEqual(await read(body.id));
  });

  it('hears of it too when another instance has applied it', async () => {
    const answer = pay(30);
    await store().apply([rejection(await newest())]);
    const { status, body } = await answer;
    expect([status, body.status, body.reason]).toEqual([200, 'rejected', 'daily_limit_exceeded']);
  });

  it('gets the pending payment after as many seconds as it would wait', async () => {
    const startedAt = performance.now();
    const { status, headers, body } = await pay(1);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect([status, headers['preference-applied'], body.status]).toEqual([202, undefined, 'pending']);
  });

  it('does not wait where it is there already', async () => {
    const key = { 'idempotency-key': unique('k') };
    const { body } = await api.client.pay({}, key);
    await store().apply([approval(body.id)]);
    const { status, headers } = await pay(30, key);
    expect([status, headers['idempotency-replayed']]).toEqual([200, 'true']);
  });

  it('gets what there is when the service stops', async () => {
    const stopping = await startApi(database);
    const answer = stopping.client.pay({}, { prefer: 'wait=30' });
    await newest();
    await stopping.stop();
    expect((await answer).status).toBe(202);
  });
});

describe('the consumer of decisions', () => {
  it('gives each payment its decision, once, and puts one on no payment aside', async () => {
    const topic = unique('decided');
    const group = unique('payments-api');
    const consumer = await startConsumer(topic, group);
    const [first, second] = await Promise.all([api.client.pay(), api.client.pay()]);
    const nobody = { ...second.body, id: '01a20466-18d2-7448-b477-c165daa95d40' };
    const events = [approved(first.body), approved(nobody), rejected(second.body), approved(first.body)];
    const producer = consumer.get(EventProducer);
    await producer.send(events.map((event) => ({ topic, key: event.subject, value: JSON.stringify(event) })));

    const decided = await eventually(async () => {
      const payments = [await read(first.body.id), await read(second.body.id)];
      return payments.every(({ status }) => status !== 'pending') && payments;
    });
    expect(decided.map(({ status, reason }) => [status, reason])).toEqual([
      ['approved', null],
      ['rejected', 'daily_limit_exceeded'],
    ]);
    const records = await recordsOf(consumer.get(KafkaConnection), topic);
    expect(decided.map((payment) => payment.decidedAt)).toEqual(
      [records[0], records[2]].map((record) => new Date(record?.timestampMs ?? 0).toISOString()),
    );
    const [deadLetter] = await eventually(async () => {
      const letters = await recordsOf(consumer.get(KafkaConnection), deadLetterTopicOf(group));
      return letters.length > 0 && letters;
    });
    expect(String(deadLetter?.value)).toContain(nobody.id);
    expect(String(deadLetter?.headers[deadLetterHeaders.message])).toContain(`has no payment ${nobody.id}`);
    await consumer.close();
  });
});

async function recordsOf(connection: KafkaConnection, topic: string): Promise<ReceivedRecord[]> {
  const all: ReceivedRecord[] = [];
  await readTopic(connection, topic, (records) => all.push(...records));
  return all;
}

/** The service's consumer, on a topic and in a group of this test alone. */
async function startConsumer(topic: string, group: string) {
  const on = <Event>(contract: ConsumedContract<Event>): ConsumedContract<Event> => ({
    ...contract,
    topic: { name: topic },
  });
  const contracts = [on(paymentApproved), on(paymentRejected)] as const;
  @Controller()
  class TestConsumer extends DecisionsConsumer {
    @EventBatchHandler(...contracts)
    override apply(batch: readonly Received<DecisionEvent>[]): Promise<void> {
      return super.apply(batch);
    }
  }
  process.env['KAFKA_BROKERS'] = testStack().kafka.brokers.join(',');
  const kafka = KafkaModule.forService(group, {
    topics: [{ name: topic, partitions: 1, cleanup: 'delete' }],
    consumes: { catalogue: contracts },
  });
  @Module({
    imports: [kafka],
    controllers: [TestConsumer],
    providers: [
      { provide: DecisionStore, useValue: store() },
      { provide: DecisionWatch, useValue: api.get(DecisionWatch) },
    ],
  })
  class Consuming {}
  const app = await withoutSignals(() =>
    startService({ name: group, module: Consuming, port: 0, transport: KafkaEventServer }),
  );
  await eventually(async () => Object.keys(await app.get(Readiness).missing()).length === 0);
  return app;
}

function eventFields({ id, userId, merchantId, amount, currency, day }: PaymentDocument) {
  return {
    envelope: { id: `${id}.decided`, subject: userId, time: decidedAt.toISOString() },
    data: { paymentId: id, userId, merchantId, amount, currency, day, limit: 10 },
  };
}

function approved(payment: PaymentDocument): DecisionEvent {
  const { envelope, data } = eventFields(payment);
  return paymentApproved.create({ ...envelope, data: { ...data, used: 1 } });
}

function rejected(payment: PaymentDocument): DecisionEvent {
  const { envelope, data } = eventFields(payment);
  return paymentRejected.create({ ...envelope, data: { ...data, reason: 'daily_limit_exceeded' } });
}
