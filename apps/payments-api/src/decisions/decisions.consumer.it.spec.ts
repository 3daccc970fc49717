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
import { decidedAt } from '../testing/decisions.ts';
import {
  type RunningApi,
  startApi,
  type TestDatabase,
  testDatabase,
  withoutSignals,
} from '../testing/running-api.ts';
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

const read = async (id: string): Promise<PaymentDocument> =>
  (await api.client.send<PaymentDocument>(`/v1/payments/${id}`)).body;

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
      { provide: DecisionStore, useValue: api.get(DecisionStore) },
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
