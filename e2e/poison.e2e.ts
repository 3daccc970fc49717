import { deadLetterTopic, topics } from '@payments/contracts';
import { deadLetterHeaders, EventProducer, type ReceivedRecord } from '@payments/kafka';
import { paymentRequestedEvent, unique } from '@payments/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { produceWithJava } from './support/java-producer.ts';
import { Journey } from './support/journey.ts';
import { storedBatches } from './support/log-segments.ts';
import { orderOf } from './support/payments-client.ts';
import { waitFor } from './support/wait-for.ts';

const topic = topics.paymentsRequested.name;
/** Everything goes to the partition of this one user, so that nothing can go round it. */
const userId = unique('asha');

let journey: Journey;
let producer: EventProducer;
beforeAll(async () => {
  journey = await Journey.start();
  producer = new EventProducer(journey.kafka);
});
afterAll(async () => {
  await producer?.disconnect();
  await journey?.end();
});

async function aPaymentIsDecided(): Promise<void> {
  const paid = await journey.payments.payUntilAccepted(orderOf(userId));
  expect(await journey.decided(paid)).toMatchObject({ userId, status: 'approved' });
}

async function deadLettersOf(group: string, count: number): Promise<ReceivedRecord[]> {
  const { name } = deadLetterTopic(group);
  return waitFor(`${count} dead letters in ${name}`, async () => {
    const letters = await journey.records(name);
    return letters.length >= count && letters;
  });
}

const header = ({ headers }: ReceivedRecord, name: keyof typeof deadLetterHeaders): string =>
  String(headers[deadLetterHeaders[name]]);

function event(changes: object = {}): string {
  return JSON.stringify({ ...paymentRequestedEvent({ userId }), ...changes });
}

const poison: readonly [what: string, value: string | null, cause: RegExp][] = [
  ['what is not JSON', 'not JSON {', /not JSON/],
  ['an event that breaks its schema', event({ data: { userId, amount: 'much' } }), /\/data/],
  ['an event of an unknown type', event({ type: 'payment.cancelled' }), /payment\.cancelled/],
  ['a record without a value', null, /no value/],
  ['900 KB', 'x'.repeat(900_000), /not JSON/],
  ['an event that is not its key’s', event({ subject: unique('ravi') }), /key/],
];

it('poison in payments.requested goes to the dead letters with its cause, and the payments around it are decided', async () => {
  await aPaymentIsDecided();
  await producer.send(poison.map(([, value]) => ({ topic, key: userId, value })));
  await aPaymentIsDecided();

  const requested = await journey.records(topic);
  const letters = await deadLettersOf('limit-check', poison.length);
  expect(letters).toHaveLength(poison.length);
  for (const [index, [what, value, cause]] of poison.entries()) {
    const letter = letters[index] as ReceivedRecord;
    expect(header(letter, 'message'), what).toMatch(cause);
    expect(header(letter, 'cause'), what).toBe('PermanentError');
    expect(header(letter, 'group'), what).toBe('limit-check');
    const original = requested.find(
      ({ partition, offset }) =>
        header(letter, 'topic') === topic &&
        header(letter, 'partition') === String(partition) &&
        header(letter, 'offset') === offset,
    );
    expect(original?.value?.toString() ?? null, what).toBe(value);
    expect(letter.value, what).toEqual(original?.value);
    expect(letter.key, what).toEqual(original?.key);
  }
});

it('a batch that another program has compressed with zstd is read: its poison is a dead letter, its payment is decided', async () => {
  const good = paymentRequestedEvent({ userId });
  const { kafka } = journey.platform.stack;
  const records = ['zstd poison', JSON.stringify(good)].map((value) => ({ key: userId, value }));
  await produceWithJava({ ...kafka, topic, compression: 'zstd', records });
  expect(storedBatches(journey.platform.stack, topic)).toContainEqual({ compression: 'zstd' });
  await aPaymentIsDecided();

  const letters = await deadLettersOf('limit-check', poison.length + 1);
  expect(String(letters.at(-1)?.value)).toBe('zstd poison');
  const decided = await journey.records(topics.paymentsDecided.name);
  const ids = decided.map(({ value }) => (JSON.parse(String(value)) as typeof good).data.paymentId);
  expect(ids).toContain(good.data.paymentId);
  // Of a payment that nobody accepted the API cannot keep a decision, and says so.
  const [refused] = await deadLettersOf('payments-api', 1);
  expect(String(refused?.value)).toContain(good.data.paymentId);
});

it.each([
  ['payments-api', topics.paymentsDecided.name],
  ['notifications', topics.limitsExceeded.name],
])('%s puts poison in %s aside as well, and goes on', async (group, poisoned) => {
  const letters = await journey.records(deadLetterTopic(group).name);
  const value = unique('poison');
  await producer.send([{ topic: poisoned, key: userId, value }]);
  const found = await deadLettersOf(group, letters.length + 1);
  expect(String(found.at(-1)?.value)).toBe(value);
  expect(header(found.at(-1) as ReceivedRecord, 'topic')).toBe(poisoned);
});

it('after all of it the user is at the limit as ever: ten payments are approved, and told of the rest', async () => {
  const paid = await Promise.all(
    Array.from({ length: 20 }, () => journey.payments.payUntilAccepted(orderOf(userId))),
  );
  await Promise.all(paid.map((each) => journey.decided(each)));
  const stored = await journey.payments.paymentsOf(userId);
  // One slot was taken by the event that came from elsewhere.
  expect(stored.filter(({ status }) => status === 'approved')).toHaveLength(9);
  const rejected = stored.filter(({ status }) => status === 'rejected').map(({ id }) => id);
  const notified = await waitFor('a notification of each', async () => {
    const found = await journey.notifications.notificationsOf(userId);
    return found.length >= rejected.length && found;
  });
  expect(notified.map(({ paymentId }) => paymentId).toSorted()).toEqual(rejected.toSorted());
});
