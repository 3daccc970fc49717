import { randomUUID } from 'node:crypto';
import { paymentRequested, topics } from '@payments/contracts';
import { connectKafka, ensureTopics, EventProducer, StatefulProcessor } from '@payments/kafka';
import { limitProcessor } from '../../apps/limit-check/dist/limit/limit-processor.js';
import type { Figure } from './figure.ts';

const payments = 300_000;
const users = 30_000;
const sendAtOnce = 5_000;
const limitPerDay = 10;

/**
 * Payments a second through limit-check's own processor: from its first commit to its last, over a topic that is full when it
 * starts. Its input and changelog are topics of its own; its decisions go where they always go.
 */
export async function measureLimitCheck(brokers: readonly string[]): Promise<Figure> {
  const log = { log: () => undefined, warn: sayOnError, error: sayOnError };
  const connection = connectKafka({ brokers, clientId: 'bench', log });
  const group = `bench-${randomUUID()}`;
  const input = { ...topics.paymentsRequested, name: `${group}.requested` };
  const changelog = { ...topics.limitsUsage, name: `${group}.usage` };
  const output = { ...topics.paymentsDecided, name: `${group}.decided` };
  await ensureTopics(connection, [
    input,
    changelog,
    output,
    { ...output, name: `${group}.dead-letter`, partitions: 1 },
  ]);
  await fill(new EventProducer(connection), input.name);

  const { handle } = limitProcessor(limitPerDay);
  let decided = 0;
  let firstCommitMs = 0;
  let firstBatch = 0;
  const done = Promise.withResolvers<void>();
  const processor = new StatefulProcessor(
    connection,
    {
      group,
      input: { ...paymentRequested, topic: input },
      changelog,
      handle: (payment, usage: Parameters<typeof handle>[1]) => {
        const outcome = handle(payment, usage);
        return {
          ...outcome,
          events: outcome.events.map(({ event }) => ({ event, topic: output.name })),
        };
      },
    },
    {
      observer: {
        committed: ({ records }) => {
          decided += records;
          if (firstCommitMs === 0) [firstCommitMs, firstBatch] = [performance.now(), records];
          if (decided >= payments) done.resolve();
        },
      },
    },
  );
  await processor.start();
  await done.promise;
  const seconds = (performance.now() - firstCommitMs) / 1_000;
  await processor.stop();
  return {
    name: 'limit-check',
    value: (payments - firstBatch) / seconds,
    unit: 'payments/s',
    target: 30_000,
    detail: `${payments.toLocaleString('en')} payments of ${users.toLocaleString('en')} users, exactly once, one instance`,
  };
}

function sayOnError(message: string): void {
  process.stderr.write(`${message}\n`);
}

async function fill(producer: EventProducer, topic: string): Promise<void> {
  for (let sent = 0; sent < payments; sent += sendAtOnce)
    await producer.send(
      Array.from({ length: sendAtOnce }, (_, index) => {
        const event = requested(sent + index);
        return { topic, key: event.subject, value: JSON.stringify(event) };
      }),
    );
  await producer.disconnect();
}

function requested(number: number): ReturnType<typeof paymentRequested.create> {
  const paymentId = `01980000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
  const userId = `user-${(number * 7_919) % users}`;
  const time = '2026-11-22T10:00:00.000Z';
  return paymentRequested.create({
    id: paymentId,
    subject: userId,
    time,
    data: {
      paymentId,
      userId,
      merchantId: 'chai-point',
      amount: 12_500,
      currency: 'INR',
      day: '2026-11-22',
      createdAt: time,
    },
  });
}
