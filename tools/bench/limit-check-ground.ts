import { randomUUID } from 'node:crypto';
import { paymentRequested, type Topic, topics } from '@payments/contracts';
import {
  ensureTopics,
  EventProducer,
  type KafkaConnection,
  type OutgoingRecord,
  StatefulProcessor,
} from '@payments/kafka';
import { limitProcessor } from '../../apps/limit-check/dist/limit/limit-processor.js';
import { paymentEvent } from './payment-event.ts';

export const limitPerDay = 10;
const sendAtOnce = 5_000;
/** A prime, so that neighbours are of different partitions. */
const userStep = 7_919;
const firstDayMs = Date.UTC(2026, 10, 22);
const dayMs = 24 * 60 * 60 * 1_000;

/** The topics of one processor: what it reads may be shared, what it writes is its own. */
export interface LimitTopics {
  readonly group: string;
  readonly input: Topic;
  readonly changelog: Topic;
  readonly decided: Topic;
  readonly exceeded: Topic;
}

export async function makeLimitTopics(connection: KafkaConnection, input?: Topic): Promise<LimitTopics> {
  const group = `bench-${randomUUID()}`;
  const named = {
    group,
    input: input ?? { ...topics.paymentsRequested, name: `${group}.requested` },
    changelog: { ...topics.limitsUsage, name: `${group}.usage` },
    decided: { ...topics.paymentsDecided, name: `${group}.decided` },
    exceeded: { ...topics.limitsExceeded, name: `${group}.exceeded` },
  };
  const { group: _, ...all } = named;
  await ensureTopics(connection, [
    ...Object.values(all),
    { ...topics.paymentsDecided, name: `${group}.dead-letter`, partitions: 1 },
  ]);
  return named;
}

/** limit-check's own processor, with its rule, on topics of the bench. */
export function limitCheckOn(connection: KafkaConnection, own: LimitTopics): StatefulProcessor<Event, State> {
  const { handle } = limitProcessor(limitPerDay);
  const outputs = new Map<string, string>([
    [topics.paymentsDecided.name, own.decided.name],
    [topics.limitsExceeded.name, own.exceeded.name],
  ]);
  return new StatefulProcessor<Event, State>(connection, {
    group: own.group,
    input: { ...paymentRequested, topic: own.input },
    changelog: own.changelog,
    handle: (payment, usage) => {
      const outcome = handle(payment, usage);
      return {
        ...outcome,
        events: outcome.events.map(({ event, topic }) => ({ event, topic: outputs.get(topic) ?? topic })),
      };
    },
  });
}

type Handle = ReturnType<typeof limitProcessor>['handle'];
type Event = Parameters<Handle>[0];
type State = NonNullable<Parameters<Handle>[1]>;

export interface Payments {
  readonly payments: number;
  readonly users: number;
}

/** The same whoever measures: the state has as many users as it is said to, and not those of a measurement before as well. */
export function userName(number: number): string {
  return `user-${number}`;
}

/** Fills a topic with payments of users in turn; nobody pays more often in a day than the limit allows. */
export async function fillPayments(
  connection: KafkaConnection,
  topic: string,
  { payments, users }: Payments,
): Promise<void> {
  await fill(connection, payments, (number) => {
    const userId = userName((number * userStep) % users);
    const paymentId = `01980000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
    const day = dayText(Math.floor(number / (users * limitPerDay)));
    return { topic, key: userId, value: paymentEvent({ paymentId, userId, day, amount: 12_500 }) };
  });
}

/** Fills a changelog with users, each with payments of the day before. */
export async function fillUsage(
  connection: KafkaConnection,
  topic: string,
  { users, paymentsEach }: { readonly users: number; readonly paymentsEach: number },
): Promise<void> {
  const dayBefore = dayText(-1);
  await fill(connection, users, (number) => {
    const ids = Array.from({ length: paymentsEach }, () => randomUUID());
    return { topic, key: userName(number), value: JSON.stringify({ [dayBefore]: ids }) };
  });
}

async function fill(
  connection: KafkaConnection,
  count: number,
  record: (number: number) => OutgoingRecord,
): Promise<void> {
  const producer = new EventProducer(connection);
  try {
    for (let sent = 0; sent < count; sent += sendAtOnce)
      await producer.send(
        Array.from({ length: Math.min(sendAtOnce, count - sent) }, (_, index) => record(sent + index)),
      );
  } finally {
    await producer.disconnect();
  }
}

function dayText(number: number): string {
  return new Date(firstDayMs + number * dayMs).toISOString().slice(0, 10);
}
